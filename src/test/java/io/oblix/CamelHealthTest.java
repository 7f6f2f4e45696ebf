package io.oblix;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.fixture.Await;
import io.oblix.fixture.TestServer;
import io.oblix.json.Json;
import io.oblix.simulator.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.spi.CliConnector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where people of Camel look: its health checks, and the file that {@code camel get} reads. */
class CamelHealthTest {

    @TempDir
    private Path home;

    private static Map<String, HealthCheck.State> states(TestServer server) {
        return HealthCheckRegistry.get(server.application().context()).stream()
                .filter(check -> check.getGroup().equals("oblix"))
                .collect(Collectors.toMap(
                        HealthCheck::getId, check -> check.call().getState()));
    }

    /** Null while the file is not there, or is being written. */
    private @Nullable JsonNode status() {
        Path file = home.resolve(".camel/" + ProcessHandle.current().pid() + "-status.json");
        try {
            return Files.exists(file) ? Json.valueOrNull(Files.readString(file)) : null;
        } catch (IOException beingWritten) {
            return null;
        }
    }

    private static long answered(JsonNode status) {
        for (JsonNode route : status.path("routes")) {
            if (route.path("routeId").asText().equals("chat")) {
                return route.at("/statistics/exchangesTotal").asLong();
            }
        }
        return 0;
    }

    @Test
    void nothingOfCamelsIsOnUntilASettingAsksForIt() {
        try (TestServer server = new TestServer()) {
            assertThat(HealthCheckRegistry.get(server.application().context()).isEnabled())
                    .isFalse();
            assertThat(states(server)).isEmpty();
            assertThat(server.application().context().hasService(CliConnector.class))
                    .isNull();
        }
    }

    @Test
    void theCommandLineOfCamelSeesRoutesFiguresAndTheHealthOfBothModels() {
        String before = System.getProperty("user.home");
        System.setProperty("user.home", home.toString());
        try (TestServer server = new TestServer(
                Map.of("oblix.camel-cli", "true", "oblix.breaker.window", "2", "oblix.retry.max-delay", "10ms"))) {
            assertThat(states(server))
                    .containsEntry("oblix-local-model", HealthCheck.State.UP)
                    .containsEntry("oblix-models", HealthCheck.State.UP)
                    .containsEntry("oblix-circuits", HealthCheck.State.UP)
                    .containsEntry("oblix-ledger", HealthCheck.State.UP);
            server.ollama.failAlways(Fault.Status.of(500));
            assertThat(server.target("auto:local-first")).isEqualTo("cloud");
            assertThat(states(server))
                    .containsEntry("oblix-circuits", HealthCheck.State.DOWN)
                    .containsEntry("oblix-models", HealthCheck.State.UP);

            Await.until("the request is in the file", () -> {
                JsonNode status = status();
                return status != null && answered(status) >= 1;
            });
            JsonNode status = status();
            assertThat(status).isNotNull();
            assertThat(status.at("/context/name").asText()).isEqualTo("oblix");
            assertThat(status.at("/runtime/platform").asText()).isEqualTo("oblix-camel");
            assertThat(status.at("/healthChecks/checks"))
                    .extracting(check -> check.path("id").asText())
                    .contains("oblix-local-model", "oblix-cloud-model", "oblix-circuits");
        } finally {
            System.setProperty("user.home", before);
        }
    }
}
