package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.oblix.fixture.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A bare name while some provider's list of models cannot be had: perhaps that one has it. */
class UnlistedModelsTest {

    private static String closedPort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://127.0.0.1:" + free.getLocalPort();
        }
    }

    private static void assertUnknown(HttpResponse<String> answer, String reason) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(TestServer.json(answer).at("/error/code").asText()).isEqualTo("models_not_known_yet");
        assertThat(TestServer.json(answer).at("/error/message").asText()).contains(reason);
        assertThat(TestServer.header(answer, "retry-after")).isEqualTo("10");
    }

    private static void assertWrong(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
        assertThat(TestServer.json(answer).at("/error/code").asText()).isEqualTo("model_not_found");
    }

    @ParameterizedTest
    @CsvSource({
        "401, application/json, claude has not listed its models (its key is refused)",
        "500, application/json, claude has not listed its models (HTTP 500)",
        "200, text/html, claude has not listed its models (a portal or proxy is in between)",
        "404, application/json, ",
        "200, application/json, ",
    })
    void aListThatFailedIsNotAnEmptyOne(int status, String type, String reason) throws Exception {
        HttpServer claude = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        claude.createContext("/", exchange -> {
            byte[] body = "[]".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("content-type", type);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        claude.start();
        try (TestServer server = new TestServer(Map.of(
                "oblix.claude.base-url",
                "http://127.0.0.1:" + claude.getAddress().getPort()))) {
            for (HttpResponse<String> answer : List.of(server.hello("claude-x"), server.get("/v1/models/claude-x"))) {
                if (reason == null) {
                    assertWrong(answer);
                } else {
                    assertUnknown(answer, reason);
                }
            }
            assertThat(server.hello("gpt-4o-mini").statusCode()).isEqualTo(200);
        } finally {
            claude.stop(0);
        }
    }

    @Test
    void aProviderThatDoesNotAnswerMayHaveTheModel() throws Exception {
        try (TestServer server = new TestServer(Map.of("oblix.claude.base-url", closedPort()))) {
            assertUnknown(server.hello("claude-x"), "claude has not listed its models (it does not answer)");
        }
    }

    @Test
    void anOllamaThatDoesNotRunMayHaveTheModel() throws Exception {
        try (TestServer server = new TestServer(Map.of("oblix.ollama.base-url", closedPort()))) {
            assertUnknown(server.hello("qwen3"), "ollama has not listed its models (it does not answer at ");
        }
    }

    @Test
    void providersThatAreNotInUseAreNotWaitedFor() throws Exception {
        try (TestServer server = new TestServer(
                Map.of("oblix.local-model", "", "oblix.ollama.base-url", closedPort(), "oblix.claude.api-key", ""))) {
            assertWrong(server.hello("qwen3"));
        }
    }
}
