package io.oblix.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ModelName;
import io.oblix.facts.ModelDraft;
import io.oblix.facts.machine.MachineFacts;
import io.oblix.facts.network.NetworkFacts;
import io.oblix.policy.file.Policies.Failure;
import io.oblix.policy.file.Policies.Rejection;
import io.oblix.provider.ModelState;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class HealthJsonTest {

    private static final ModelName MODEL = new ModelName("ollama", "llama3.2:1b");

    @Test
    void figuresOfTheMachineHaveOneDecimalAndUnknownOnesAreNull() {
        ObjectNode json = HealthJson.machine(new MachineFacts(
                MachineFacts.State.CONSTRAINED,
                MachineFacts.ExecutionTarget.LOCAL_CPU,
                81.26,
                40,
                0.349,
                -1,
                true,
                -1,
                33.33));

        assertThat(json)
                .hasToString("{\"state\":\"CONSTRAINED\",\"execution_target\":\"LOCAL_CPU\",\"cpu_percent\":81.3,"
                        + "\"model_cpu_percent\":33.3,\"memory_percent\":40.0,\"load_per_core\":0.3,\"gpu_percent\":null,"
                        + "\"gpu_memory_percent\":null,\"on_battery\":true}");
    }

    @Test
    void anUnmeasuredBandwidthIsNull() {
        ObjectNode json = HealthJson.network(
                new NetworkFacts(NetworkFacts.State.DEGRADED, NetworkFacts.ConnectionTarget.HYBRID, 250.04, 10, -1));

        assertThat(json)
                .hasToString("{\"state\":\"DEGRADED\",\"connection_target\":\"HYBRID\",\"latency_ms\":250.0,"
                        + "\"packet_loss_percent\":10.0,\"bandwidth_mbps\":null}");
    }

    @Test
    void aModelThatIsNotConfiguredHasNoDetail() {
        assertThat(HealthJson.model(null, null)).hasToString("{\"model\":null,\"state\":\"not configured\"}");
    }

    @Test
    void anUnavailableModelSaysWhy() {
        ObjectNode json = HealthJson.model(MODEL, ModelState.unavailable("Ollama does not answer", 0));

        assertThat(json)
                .hasToString("{\"model\":\"ollama:llama3.2:1b\",\"state\":\"unavailable\","
                        + "\"detail\":\"Ollama does not answer\"}");
    }

    @Test
    void eachHostIsListedWithItsOwnState() {
        Map<String, ModelState> hosts = new LinkedHashMap<>();
        hosts.put("http://a", ModelState.ready(8_192));
        hosts.put("http://b", ModelState.unavailable("down", 0));
        ObjectNode json = HealthJson.model(MODEL, ModelState.ready(8_192));

        HealthJson.addHosts(json, hosts);

        assertThat(json.path("hosts"))
                .hasToString("[{\"url\":\"http://a\",\"state\":\"available\",\"detail\":\"ready\",\"loaded\":true},"
                        + "{\"url\":\"http://b\",\"state\":\"unavailable\",\"detail\":\"down\",\"loaded\":false}]");
    }

    @Test
    void speedsThatAreNotKnownYetAreNull() {
        ModelDraft draft = new ModelDraft();
        draft.waitMillis = 120;
        draft.answerMillis = 3_000;
        draft.inFlight = 2;
        draft.readTokensPerSecond = 512.345;
        ObjectNode local = HealthJson.model(MODEL, ModelState.ready(8_192));
        ObjectNode cloud = HealthJson.model(MODEL, ModelState.ready(8_192));

        HealthJson.addLocal(local, draft.local());
        HealthJson.addCloud(cloud, draft.cloud());

        assertThat(local.path("read_tokens_per_second").asDouble()).isEqualTo(512.3);
        assertThat(local.path("write_tokens_per_second").isNull()).isTrue();
        assertThat(local.path("expected_wait_ms").asInt()).isEqualTo(120);
        assertThat(cloud.path("expected_answer_ms").asInt()).isEqualTo(3_000);
        assertThat(cloud.path("in_flight").asInt()).isEqualTo(2);
        assertThat(cloud.has("loaded")).isFalse();
    }

    @Test
    void aRejectionWithoutALineHasNone() {
        ObjectNode json = HealthJson.policies(
                new TreeSet<>(Set.of("auto", "mine")),
                Map.of("mine", "why"),
                Map.of("bad", new Rejection("bad.camel.yaml", 0, "not YAML")),
                Map.of("mine", new Failure(3, "no such fact")));

        assertThat(json)
                .hasToString("{\"loaded\":[\"auto\",\"mine\"],\"from_jar\":{\"mine\":\"why\"},"
                        + "\"rejected\":[{\"policy\":\"bad\",\"file\":\"bad.camel.yaml\",\"line\":null,"
                        + "\"reason\":\"not YAML\"}],"
                        + "\"failing\":[{\"policy\":\"mine\",\"times\":3,\"reason\":\"no such fact\"}]}");
    }
}
