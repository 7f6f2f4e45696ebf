package io.oblix.journey.policy;

import static io.oblix.fixture.PolicyServer.FIRST_VERSION;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.fixture.Await;
import io.oblix.fixture.PolicyServer;
import io.oblix.fixture.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A policy takes effect only while the examples beside it hold. */
class PolicyExamplesTest {

    @RegisterExtension
    static final PolicyServer policies = new PolicyServer();

    private final TestServer server = policies.server();

    @Test
    void anExampleThatDoesNotHoldIsRejectedUntilItIsMended() throws Exception {
        policies.write("auto.examples.yaml", """
            - given: {}
              then: {target: local, reason: first-version, fallback: cloud}
            - name: a busy machine
              given:
                OblixMachine.cpuPercent: 95
              then: {target: cloud}
            """);
        JsonNode rejection = policies.awaitRejection();

        assertThat(rejection.path("file").asText()).endsWith("auto.examples.yaml");
        assertThat(rejection.path("line").asInt()).isEqualTo(3);
        assertThat(rejection.path("reason").asText())
                .contains("the example 'a busy machine' expects target cloud", "decides for local (first-version)");
        assertThat(server.reason("auto")).isEqualTo(FIRST_VERSION);

        policies.write("auto.examples.yaml", "- {given: {OblixMachine.cpuPercent: 95}, then: {target: local}}");
        Await.until("the mended example is accepted", () -> policies.rejected().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1"})
    void theShippedExamplesHoldWhateverTheSettings(String share) throws Exception {
        for (String file : new String[] {"auto.camel.yaml", "auto.examples.yaml"}) {
            Files.copy(Path.of("routes", file), policies.folder().resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Map<String, String> settings = policies.settings();
        settings.put("policy.auto.cloud-share", share);
        settings.put("oblix.resource.cpu-threshold", "0");
        settings.put("oblix.resource.memory-threshold", "0");
        settings.put("oblix.resource.load-threshold", "0.001");
        try (TestServer started = new TestServer(settings)) {
            assertThat(started.health().at("/policies/loaded").toString()).isEqualTo("[\"auto\"]");
            assertThat(started.health().at("/policies/rejected")).isEmpty();
            assertThat(started.health().at("/policies/from_jar")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"0, local-is-enough", "1, complex-question"})
    void theShareOfTheCloudSaysHowManyQuestionsAreComplex(String share, String reason) {
        try (TestServer started = new TestServer(Map.of("policy.auto.cloud-share", share))) {
            assertThat(started.reason("auto")).isEqualTo(reason);
        }
    }
}
