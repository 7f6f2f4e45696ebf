package io.oblix.journey;

import static io.oblix.fixture.TestServer.LOCAL;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.fixture.Await;
import io.oblix.fixture.RawClient;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import io.oblix.simulator.SimulatedProvider;
import io.oblix.simulator.SimulatedRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cold local model is loaded by a request of its own, while the cloud answers or the client has left. */
class WarmUpTest {

    private final SimulatedProvider ollama = SimulatedProvider.ollama();

    @TempDir
    private Path policies;

    @AfterEach
    void stop() {
        ollama.close();
    }

    /** A server whose local model is cold, with a policy that asks the cloud meanwhile. */
    private TestServer cold() throws Exception {
        Files.writeString(policies.resolve("warm.camel.yaml"), """
            - route:
                from:
                  uri: direct:policy-warm
                  steps:
                    - choice:
                        when:
                          - simple: "${header.OblixLocal.loaded} == false"
                            steps:
                              - to: decide:cloud?fallback=local&reason=local-model-is-cold&warm=true
                        otherwise:
                          steps:
                            - to: decide:local?fallback=cloud&reason=local-is-enough
            """);
        ollama.withModels("llama3.2:1b").cold();
        return new TestServer(Map.of(
                "oblix.routes-directory",
                policies.toString(),
                "oblix.ollama.base-url",
                ollama.baseUrl(),
                "oblix.ollama.keep-alive",
                "30m"));
    }

    private static JsonNode local(TestServer server) {
        return server.health().at("/models/local");
    }

    private static boolean isLoaded(TestServer server) {
        return local(server).path("loaded").asBoolean();
    }

    private List<SimulatedRequest> loads() {
        return ollama.probeRequests().stream()
                .filter(request -> request.path().equals("/api/generate"))
                .toList();
    }

    @Test
    void theCloudAnswersUntilTheModelIsLoadedWhichHappensOnce() throws Exception {
        try (TestServer server = cold()) {
            ollama.holdLoads(true);
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> answer = server.hello("auto:warm");
                assertThat(TestServer.header(answer, "x-oblix-reason")).isEqualTo("local-model-is-cold");
                assertThat(TestServer.header(answer, "x-oblix-target")).isEqualTo("cloud");
            }
            Await.until("the model is being loaded", () -> ollama.heldCount() == 1);
            assertThat(loads()).hasSize(1);
            assertThat(loads().get(0).body().path("model").asText()).isEqualTo("llama3.2:1b");
            assertThat(loads().get(0).body().path("keep_alive").asText()).isEqualTo("30m");
            assertThat(loads().get(0).body().has("prompt")).isFalse();

            ollama.release();
            Await.until("the model is in memory", () -> isLoaded(server));
            assertThat(server.target("auto:warm")).isEqualTo("local");
            assertThat(loads()).hasSize(1);
        }
    }

    @Test
    void aModelThatFailsToLoadIsNotLoadedAgainAtOnce() throws Exception {
        try (TestServer server = cold()) {
            ollama.refuseLoads(true);
            server.hello("auto:warm");
            Await.until("the load has failed", () -> loads().size() == 1);
            for (int i = 0; i < 20; i++) {
                assertThat(server.target("auto:warm")).isEqualTo("cloud");
            }

            assertThat(loads()).hasSize(1);
        }
    }

    @Test
    void aClientThatLeavesDoesNotEndTheLoad() throws Exception {
        try (TestServer server = cold()) {
            ollama.holdLoads(true);
            ollama.failNext(new Fault.Silence());
            try (RawClient client = new RawClient(server.port())) {
                client.send(RawClient.post(TestServer.helloBody(LOCAL, false)));
                Await.until("the request and the load are upstream", () -> ollama.heldCount() == 2);
            }
            Await.until("the request has ended upstream", () -> ollama.droppedCount() == 1);
            assertThat(loads()).hasSize(1);

            ollama.release();
            Await.until("the model is in memory", () -> isLoaded(server));
        }
    }

    @Test
    void aModelInMemoryIsNotLoaded() throws Exception {
        ollama.withModels("llama3.2:1b");
        try (TestServer server = new TestServer(Map.of("oblix.ollama.base-url", ollama.baseUrl()))) {
            server.hello(LOCAL);
            server.hello("auto");

            assertThat(loads()).isEmpty();
        }
    }

    @Test
    void aLongPromptLoadsTheModelWithALargeWindow() throws Exception {
        try (TestServer server = cold()) {
            String question = "What is the meaning of life? ".repeat(1_500);
            server.chat("{\"model\":\"" + LOCAL + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + question
                    + "\"}]}");

            Await.until("the model is being loaded", () -> !loads().isEmpty());
            assertThat(loads().get(0).body().path("options").path("num_ctx"))
                    .isEqualTo(
                            ollama.chatRequests().get(0).body().path("options").path("num_ctx"));
            assertThat(loads().get(0).body().path("options").path("num_ctx").asInt())
                    .isGreaterThan(8_000);
        }
    }

    @Test
    void aModelThatOllamaRunsElsewhereIsRefusedToALocalOnlyRequest() throws Exception {
        ollama.withModels("gpt-oss:120b-cloud");
        try (TestServer server = new TestServer(
                Map.of("oblix.local-model", "ollama:gpt-oss:120b-cloud", "oblix.ollama.base-url", ollama.baseUrl()))) {
            assertThat(local(server).path("remote").asBoolean()).isTrue();
            String body = String.format(TestServer.HELLO, "ollama:gpt-oss:120b-cloud");

            assertThat(server.chat(body, "X-Oblix-Privacy", "local-only").statusCode())
                    .isEqualTo(400);
            assertThat(server.hello("auto:private").statusCode()).isEqualTo(400);
            assertThat(ollama.chatCount()).isZero();
            assertThat(server.chat(body).statusCode()).isEqualTo(200);
        }
    }
}
