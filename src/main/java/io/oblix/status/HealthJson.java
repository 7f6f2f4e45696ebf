package io.oblix.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ModelName;
import io.oblix.facts.CloudFacts;
import io.oblix.facts.LocalFacts;
import io.oblix.facts.machine.MachineFacts;
import io.oblix.facts.network.NetworkFacts;
import io.oblix.json.Json;
import io.oblix.key.file.KeysWatch;
import io.oblix.policy.file.Policies.Failure;
import io.oblix.policy.file.Policies.Rejection;
import io.oblix.provider.ModelState;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parts of {@code /health} as JSON. Figures have one decimal; what is unknown is null. */
public final class HealthJson {

    private HealthJson() {}

    public static ObjectNode machine(MachineFacts facts) {
        return Json.object()
                .put("state", facts.state().name())
                .put("execution_target", facts.executionTarget().name())
                .put("cpu_percent", round(facts.cpuPercent()))
                .put("model_cpu_percent", round(facts.modelCpuPercent()))
                .put("memory_percent", round(facts.memoryPercent()))
                .put("load_per_core", round(facts.loadPerCore()))
                .put("gpu_percent", known(facts.gpuPercent()))
                .put("gpu_memory_percent", known(facts.gpuMemoryPercent()))
                .put("on_battery", facts.onBattery());
    }

    public static ObjectNode network(NetworkFacts facts) {
        return Json.object()
                .put("state", facts.state().name())
                .put("connection_target", facts.connectionTarget().name())
                .put("latency_ms", round(facts.latencyMillis()))
                .put("packet_loss_percent", round(facts.packetLossPercent()))
                .put("bandwidth_mbps", known(facts.bandwidthMbps()));
    }

    /**
     * A model, to which {@link #addLocal} or {@link #addCloud} adds its figures.
     *
     * @param state null if no model is configured
     */
    public static ObjectNode model(@Nullable ModelName name, @Nullable ModelState state) {
        ObjectNode json = Json.object().put("model", name == null ? null : name.toString());
        return state == null ? json.put("state", "not configured") : addState(json, state);
    }

    private static ObjectNode addState(ObjectNode json, ModelState state) {
        return json.put("state", state.available() ? "available" : "unavailable")
                .put("detail", state.detail());
    }

    /** Each host by its URL: the state of a model hides a host that is down while another one works. */
    static void addHosts(ObjectNode model, Map<String, ModelState> hosts) {
        ArrayNode array = model.putArray("hosts");
        hosts.forEach((url, state) ->
                addState(array.addObject().put("url", url), state).put("loaded", state.loaded()));
    }

    public static void addLocal(ObjectNode model, LocalFacts facts) {
        model.put("loaded", facts.loaded())
                .put("remote", facts.remote())
                .put("in_flight", facts.inFlight())
                .put("expected_wait_ms", facts.waitMillis())
                .put("expected_answer_ms", facts.answerMillis())
                .put("read_tokens_per_second", known(facts.readTokensPerSecond()))
                .put("write_tokens_per_second", known(facts.writeTokensPerSecond()));
    }

    public static void addCloud(ObjectNode model, CloudFacts facts) {
        model.put("in_flight", facts.inFlight())
                .put("expected_wait_ms", facts.waitMillis())
                .put("expected_answer_ms", facts.answerMillis())
                .put("write_tokens_per_second", known(facts.writeTokensPerSecond()));
    }

    static ObjectNode keys(KeysWatch.State keys) {
        return Json.object()
                .put("asked", keys.asked())
                .put("count", keys.count())
                .put("problem", keys.problem());
    }

    static ObjectNode policies(
            Set<String> loaded,
            Map<String, String> fromJar,
            Map<String, Rejection> rejections,
            Map<String, Failure> failures) {
        ObjectNode json = Json.object();
        loaded.forEach(json.putArray("loaded")::add);
        fromJar.forEach(json.putObject("from_jar")::put);
        ArrayNode rejected = json.putArray("rejected");
        rejections.forEach((name, rejection) -> rejected.addObject()
                .put("policy", name)
                .put("file", rejection.file())
                .put("line", rejection.line() > 0 ? rejection.line() : null)
                .put("reason", rejection.reason()));
        ArrayNode failing = json.putArray("failing");
        failures.forEach((name, failure) -> failing.addObject()
                .put("policy", name)
                .put("times", failure.times())
                .put("reason", failure.reason()));
        return json;
    }

    /** Null for -1, by which facts mean unknown. */
    private static @Nullable Double known(double value) {
        return value < 0 ? null : round(value);
    }

    private static Double round(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
