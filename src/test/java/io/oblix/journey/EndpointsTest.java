package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.fixture.Await;
import io.oblix.fixture.TestServer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The endpoints other than the chat. */
class EndpointsTest {

    @RegisterExtension
    static final TestServer server = new TestServer();

    @Test
    void healthShowsAgentsModelsAndPolicies() throws Exception {
        ObjectNode health = TestServer.json(server.get("/health"));

        assertThat(health.path("status").asText()).isEqualTo("healthy");
        assertThat(health.path("version").asText()).isNotBlank();
        assertThat(health.at("/agents/resource_monitor/state").asText()).isEqualTo("AVAILABLE");
        assertThat(health.at("/agents/connectivity/state").asText()).isNotBlank();
        assertThat(health.at("/models/local/model").asText()).isEqualTo("ollama:llama3.2:1b");
        assertThat(health.at("/models/local/state").asText()).isEqualTo("available");
        assertThat(health.at("/models/cloud/state").asText()).isEqualTo("available");
        assertThat(health.at("/policies/loaded")).extracting(JsonNode::asText).contains("auto", "private");
        assertThat(health.at("/policies/rejected")).isEmpty();
    }

    @Test
    void liveAndReadyAnswer() throws Exception {
        assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
        Await.until("the server is ready", () -> server.get("/health/ready").statusCode() == 200);
    }

    @Test
    void modelsListsThePoliciesAndEachReachableModel() throws Exception {
        ObjectNode list = TestServer.json(server.get("/v1/models"));

        List<String> ids = new ArrayList<>();
        list.path("data").forEach(model -> ids.add(model.path("id").asText()));
        assertThat(ids)
                .contains(
                        "auto", "auto:private", "ollama:llama3.2:1b", "openai:gpt-4o-mini", "claude:claude-sonnet-4-5")
                .doesNotHaveDuplicates();
        assertThat(server.client().models().list().data()).hasSize(ids.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "ollama:llama3.2:1b", "claude%3Aclaude-sonnet-4-5"})
    void oneModelIsDescribed(String id) throws Exception {
        HttpResponse<String> model = server.get("/v1/models/" + id);

        assertThat(model.statusCode()).isEqualTo(200);
        assertThat(TestServer.json(model).path("id").asText()).isEqualTo(id.replace("%3A", ":"));
        assertThat(TestServer.json(model).path("object").asText()).isEqualTo("model");
    }

    private static String metrics() {
        try {
            return server.get("/metrics").body();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void metricsCountRequestsTokensAndDecisions() throws Exception {
        server.hello("auto");

        // The request is counted after the client has its answer.
        Await.until(
                "the request is counted", () -> metrics().contains("gen_ai_server_request_duration_seconds_count{"));
        assertThat(metrics())
                .contains("gen_ai_server_time_to_first_token_seconds_bucket{")
                .contains("gen_ai_client_inference_duration_seconds_count{")
                .contains("gen_ai_client_inference_usage_input_tokens_total{")
                .contains("oblix_decisions_total{fallback=\"false\",policy=\"auto\",reason=\"local-is-enough\"")
                .contains("jvm_memory_used_bytes{")
                .doesNotContain("test-key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:3000",
                "http://127.0.0.1:8080",
                "https://localhost",
                "http://[::1]:5173",
                "http://app.localhost:3000"
            })
    void pagesOfThisMachineMaySendRequests(String origin) throws Exception {
        HttpResponse<String> preflight = preflight(origin);
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(TestServer.header(preflight, "access-control-allow-origin")).isEqualTo(origin);
        assertThat(TestServer.header(preflight, "access-control-allow-headers")).contains("authorization");

        HttpResponse<String> answer = server.chat(String.format(TestServer.HELLO, "auto"), "Origin", origin);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(TestServer.header(answer, "access-control-allow-origin")).isEqualTo(origin);
        assertThat(TestServer.header(answer, "access-control-expose-headers")).contains("x-oblix-model");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://evil.example", "http://localhost.evil.example", "null", "http://127.0.0.1.evil.example"
            })
    void pagesFromElsewhereMayNot(String origin) throws Exception {
        int before = server.ollama.chatCount();

        HttpResponse<String> answer =
                server.chat(String.format(TestServer.HELLO, "ollama:llama3.2:1b"), "Origin", origin);

        assertThat(preflight(origin).statusCode()).isEqualTo(403);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(TestServer.json(answer).at("/error/code").asText()).isEqualTo("origin_not_allowed");
        assertThat(server.ollama.chatCount()).isEqualTo(before);
    }

    private HttpResponse<String> preflight(String origin) throws Exception {
        return server.send(HttpRequest.newBuilder(URI.create(server.url("/v1/chat/completions")))
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-type"));
    }

    @Test
    void theNetworkCheckCarriesNoKeyAndTheListOfModelsDoes() {
        Await.until(
                "the endpoint is checked",
                () -> server.openai.probeRequests().stream()
                        .anyMatch(request -> request.method().equals("HEAD")));

        assertThat(server.openai.probeRequests())
                .allSatisfy(request -> assertThat(request.path()).isEqualTo("/v1/models"))
                .allSatisfy(request -> assertThat(request.headers().containsKey("authorization"))
                        .isEqualTo(request.method().equals("GET")));
        assertThat(server.claude.probeRequests())
                .isNotEmpty()
                .allSatisfy(request -> assertThat(request.path()).isEqualTo("/v1/models?limit=1000"));
    }

    @Test
    void listsAnswerHeadToo() throws Exception {
        for (String path : List.of("/v1/models", "/metrics", "/health")) {
            assertThat(server.send(HttpRequest.newBuilder(URI.create(server.url(path)))
                                    .method("HEAD", HttpRequest.BodyPublishers.noBody()))
                            .statusCode())
                    .isEqualTo(200);
        }
    }
}
