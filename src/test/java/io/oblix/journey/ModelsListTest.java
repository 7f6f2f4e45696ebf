package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.oblix.chat.Side;
import io.oblix.fixture.Await;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import io.oblix.simulator.SimulatedProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of models, and the names by which a model is described and asked. */
class ModelsListTest {

    private static final SimulatedProvider OTHER = SimulatedProvider.openAi()
            .withModels("llama-3.3-70b", "meta/llama-4", "text-embedding-3-small", "whisper-1");

    @RegisterExtension
    static final TestServer server = new TestServer(Map.of("oblix.provider.groq.base-url", OTHER.baseUrl()));

    @AfterAll
    static void stop() {
        OTHER.close();
    }

    private static List<String> ids(String path) throws Exception {
        List<String> ids = new ArrayList<>();
        TestServer.json(server.get(path))
                .path("data")
                .forEach(model -> ids.add(model.path("id").asText()));
        return ids;
    }

    @Test
    void modelsThatCannotChatAreListedOnlyOnDemand() throws Exception {
        assertThat(ids("/v1/models"))
                .contains("groq:llama-3.3-70b", "groq:meta/llama-4")
                .doesNotContain("groq:text-embedding-3-small", "groq:whisper-1");
        assertThat(ids("/v1/models?all=true"))
                .containsAll(ids("/v1/models"))
                .contains("groq:text-embedding-3-small", "groq:whisper-1");
    }

    @Test
    void eachModelHasANameAnAgeAndAnOwner() throws Exception {
        long now = System.currentTimeMillis() / 1000;
        for (JsonNode model : TestServer.json(server.get("/v1/models")).path("data")) {
            assertThat(model.path("created").asLong()).as(model.toString()).isBetween(1_000_000_000L, now + 86_400);
            assertThat(model.path("name").asText()).as(model.toString()).isNotEmpty();
        }
        assertThat(TestServer.json(server.get("/v1/models/groq:meta/llama-4")))
                .hasToString("{\"id\":\"groq:meta/llama-4\",\"object\":\"model\",\"created\":1793534400,"
                        + "\"owned_by\":\"simulator\",\"name\":\"meta/llama-4\"}");
        assertThat(TestServer.json(server.get("/v1/models/auto"))
                        .path("owned_by")
                        .asText())
                .isEqualTo("oblix");
        assertThat(TestServer.json(server.get("/v1/models/claude:claude-sonnet-4-5"))
                        .path("owned_by")
                        .asText())
                .isEqualTo("claude");
    }

    @ParameterizedTest
    @CsvSource({
        "auto, auto",
        "auto:private, auto:private",
        "groq:llama-3.3-70b, groq:llama-3.3-70b",
        "groq:not-listed/at-all, groq:not-listed/at-all",
        "ollama:not-installed, ollama:not-installed",
        "llama-3.3-70b, llama-3.3-70b",
        "meta/llama-4, meta/llama-4",
        "llama3.2:1b, llama3.2:1b",
        "anthropic:claude-sonnet-4-5, claude:claude-sonnet-4-5",
        "claude%3Aclaude-sonnet-4-5, claude:claude-sonnet-4-5"
    })
    void everyNameThatAChatAcceptsIsAModel(String asked, String id) throws Exception {
        HttpResponse<String> model = server.get("/v1/models/" + asked);

        assertThat(model.statusCode()).isEqualTo(200);
        assertThat(TestServer.json(model).path("id").asText()).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto:", "auto:no-such-policy", "lmstudio:qwen3-4b", "gpt-9", ":", "ollama:"})
    void anUnknownNameIsNotFound(String asked) throws Exception {
        HttpResponse<String> model = server.get("/v1/models/" + asked);

        assertThat(model.statusCode()).isEqualTo(404);
        assertThat(TestServer.json(model).path("error").path("code").asText()).isEqualTo("model_not_found");
    }

    @ParameterizedTest
    @CsvSource({
        "unknown:llama-3.3-70b, groq:llama-3.3-70b",
        "openai/gpt-4o-mini, openai:gpt-4o-mini",
        "anthropic/claude-sonnet-4-5, claude:claude-sonnet-4-5",
        "GPT-4o-mini, openai:gpt-4o-mini",
        "LLAMA-3.3-70B, groq:llama-3.3-70b",
        "llama3, ",
        "llama3.2, ollama:llama3.2:1b",
        "gpt-5, ",
        "gpt-9, "
    })
    void anUnknownNameIsRefusedWithTheOneThatExistsElsewhere(String asked, @Nullable String similar) {
        HttpResponse<String> answer = server.hello(asked);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(TestServer.json(answer).at("/error/message").asText())
                .startsWith("The model `" + asked + "` does not exist or you do not have access to it.")
                .contains(similar == null ? "GET /v1/models" : "There is `" + similar + "`.");
    }

    @Test
    void soIsANameThatItsProviderRefuses() {
        server.openai.failAlways(Fault.Status.of(404));
        try {
            HttpResponse<String> answer = server.hello("openai:claude-sonnet-4-5");
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(TestServer.json(answer).at("/error/code").asText()).isEqualTo("model_not_found");
            assertThat(TestServer.json(answer).at("/error/message").asText())
                    .startsWith("openai:claude-sonnet-4-5: ")
                    .endsWith("There is `claude:claude-sonnet-4-5`.");
            assertThat(TestServer.json(server.hello("openai:gpt-4o-mini"))
                            .at("/error/message")
                            .asText())
                    .doesNotContain("There is");
        } finally {
            server.openai.heal();
        }
    }

    @Test
    void aBareNameIsNotDeniedBeforeEachProviderHasListedItsModels() throws Exception {
        ServerSocket silent = new ServerSocket(0);
        try (silent;
                TestServer early = TestServer.justStarted(
                        Map.of("oblix.claude.base-url", "http://127.0.0.1:" + silent.getLocalPort()))) {
            assertThat(early.get("/v1/models/openai:any").statusCode()).isEqualTo(200);
            assertThat(early.get("/v1/models/any").statusCode()).isEqualTo(503);
            // Ends the request for the list, which closing the server would wait for.
            silent.close();
        }
    }

    @Test
    void anAliasOfAProviderIsUnderstoodInAChat() throws Exception {
        HttpResponse<String> answer = server.hello("anthropic:claude-sonnet-4-5");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-oblix-model")).hasValue("claude:claude-sonnet-4-5");
    }

    @Test
    void aLocalProgramThatIsNotStartedIsUnavailableUntilItIs() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String url = "http://127.0.0.1:" + port + "/v1";
        try (TestServer local = new TestServer(
                Map.of("oblix.local-model", "lmstudio:llama-3.3-70b", "oblix.provider.lmstudio.base-url", url))) {
            HttpResponse<String> away = local.hello("auto");
            assertThat(away.headers().firstValue("x-oblix-reason")).hasValue("local-unavailable");
            assertThat(away.headers().firstValue("x-oblix-fallback")).hasValue("false");
            assertThat(local.get("/health").body()).contains("lmstudio does not answer at " + url + ": start it");

            HttpServer program = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            program.createContext("/v1/models", exchange -> {
                byte[] list = "{\"data\":[{\"id\":\"llama-3.3-70b\"}]}".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, list.length);
                exchange.getResponseBody().write(list);
                exchange.close();
            });
            program.start();
            try {
                Await.until(
                        "the program is seen",
                        () -> Objects.requireNonNull(local.application().sides().state(Side.LOCAL))
                                .available());
            } finally {
                program.stop(0);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"id\":\"a/b\",\"context_length\":4096}]",
                "{\"models\":[{\"name\":\"a/b\",\"context_length\":4096}]}",
                "\uFEFF{\"object\":\"list\",\"data\":[{\"id\":\"a/b\",\"context_length\":4096}]}"
            })
    void aListInAnotherFormIsRead(String list) throws Exception {
        HttpServer program = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        program.createContext("/v1/models", exchange -> {
            byte[] bytes = list.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        program.start();
        try (TestServer local = new TestServer(Map.of(
                "oblix.provider.together.base-url",
                "http://127.0.0.1:" + program.getAddress().getPort() + "/v1",
                "oblix.cloud-model",
                "together:a/b"))) {
            assertThat(Objects.requireNonNull(local.application().sides().state(Side.CLOUD))
                            .contextTokens())
                    .isEqualTo(4096);
            assertThat(local.get("/v1/models").body()).contains("together:a/b");
        } finally {
            program.stop(0);
        }
    }

    @Test
    void aPresetNeedsNothingButItsModel() throws Exception {
        try (TestServer local = new TestServer(Map.of(
                "oblix.local-model", "lmstudio:llama-3.3-70b", "oblix.provider.lmstudio.base-url", OTHER.baseUrl()))) {
            HttpResponse<String> answer =
                    local.chat(String.format(TestServer.HELLO, "auto:local-first"), "X-Oblix-Privacy", "local-only");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("x-oblix-target")).hasValue("local");
            assertThat(answer.headers().firstValue("x-oblix-model")).hasValue("lmstudio:llama-3.3-70b");
        }
    }
}
