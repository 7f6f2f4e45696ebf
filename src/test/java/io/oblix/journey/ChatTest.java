package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import io.oblix.fixture.Await;
import io.oblix.fixture.RawClient;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import io.oblix.simulator.SimulatedAnswer;
import io.oblix.simulator.SimulatedRequest;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The main job, with OpenAI's official Java client against all three wire formats. */
class ChatTest {

    private static final String MODELS = """
        ollama:llama3.2:1b, local, llama3.2:1b
        openai:gpt-4o-mini, cloud, gpt-4o-mini-2024-07-18
        claude:claude-sonnet-4-5, cloud, claude-sonnet-4-5-20250929
        """;

    @RegisterExtension
    static final TestServer server = new TestServer();

    private static ChatCompletionCreateParams question(String model) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .addSystemMessage("You are a helpful assistant.")
                .addUserMessage("What is AI orchestration?")
                .build();
    }

    @ParameterizedTest
    @CsvSource(textBlock = MODELS)
    void aWholeAnswerReachesTheOfficialClient(String model, String target, String name) throws Exception {
        ChatCompletion answer =
                server.client().chat().completions().create(question(model)).validate();

        assertThat(answer.model()).isEqualTo(name);
        assertThat(answer.choices().get(0).message().content()).contains("You asked: What is AI orchestration?");
        assertThat(answer.choices().get(0).finishReason().asString()).isEqualTo("stop");
        assertThat(answer.usage().orElseThrow().promptTokens()).isEqualTo(10);
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(6);
        assertThat(TestServer.header(server.hello(model), "x-oblix-target")).isEqualTo(target);
    }

    @ParameterizedTest
    @CsvSource(textBlock = MODELS)
    void aStreamReachesTheOfficialClientsAccumulator(String model, String target, String name) {
        ChatCompletionCreateParams asked = question(model).toBuilder()
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> stream =
                server.client().chat().completions().createStreaming(asked)) {
            stream.stream().forEach(chunk -> {
                assertThat(chunk.model()).isEqualTo(name);
                accumulator.accumulate(chunk);
            });
        }

        ChatCompletion answer = accumulator.chatCompletion();
        assertThat(answer.choices().get(0).message().content()).contains("You asked: What is AI orchestration?");
        assertThat(answer.usage().orElseThrow().totalTokens()).isEqualTo(16);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ollama:llama3.2:1b", "openai:gpt-4o-mini", "claude:claude-sonnet-4-5"})
    void withoutIncludeUsageNoChunkHasTheKey(String model) throws Exception {
        HttpResponse<String> stream = server.chat("{\"model\":\"" + model
                + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");

        assertThat(stream.statusCode()).isEqualTo(200);
        assertThat(TestServer.header(stream, "content-type")).startsWith("text/event-stream");
        assertThat(stream.body()).contains("You ").endsWith("data: [DONE]\n\n").doesNotContain("\"usage\"");
    }

    @Test
    void headersSayWhichModelAnsweredAndWhy() throws Exception {
        HttpResponse<String> answer = server.hello("auto");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(TestServer.header(answer, "x-oblix-request-id")).startsWith("req_");
        assertThat(TestServer.header(answer, "x-oblix-policy")).isEqualTo("auto");
        assertThat(TestServer.header(answer, "x-oblix-target")).isEqualTo("local");
        assertThat(TestServer.header(answer, "x-oblix-model")).isEqualTo("ollama:llama3.2:1b");
        assertThat(TestServer.header(answer, "x-oblix-reason")).isEqualTo("local-is-enough");
        assertThat(TestServer.header(answer, "x-oblix-fallback")).isEqualTo("false");
        assertThat(TestServer.header(answer, "x-oblix-attempts")).isEqualTo("1");
    }

    @Test
    void aMissingModelMeansAuto() throws Exception {
        HttpResponse<String> answer = server.chat("{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");

        assertThat(TestServer.header(answer, "x-oblix-policy")).isEqualTo("auto");
    }

    @Test
    void anExplicitModelHasNoPolicy() throws Exception {
        HttpResponse<String> answer = server.hello("openai:some-model-on-no-list");

        assertThat(TestServer.header(answer, "x-oblix-policy")).isEqualTo("none");
        assertThat(TestServer.header(answer, "x-oblix-reason")).isEqualTo("explicit-model");
        assertThat(TestServer.json(answer).path("model").asText()).isEqualTo("some-model-on-no-list");
    }

    @ParameterizedTest
    @CsvSource({
        "llama3.2:1b, ollama:llama3.2:1b",
        "gpt-4o-mini, openai:gpt-4o-mini",
        "claude-sonnet-4-5, claude:claude-sonnet-4-5"
    })
    void aNameWithoutAProviderIsLookedUp(String name, String model) throws Exception {
        assertThat(TestServer.header(server.hello(name), "x-oblix-model")).isEqualTo(model);
    }

    /** A second later the name may be known: clients retry a 503, and not a 404. */
    @Test
    void aBareNameIsNotUnknownBeforeEachProviderHasListedItsModels() throws Exception {
        ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        try (silent;
                TestServer young = TestServer.justStarted(
                        Map.of("oblix.claude.base-url", "http://127.0.0.1:" + silent.getLocalPort()))) {
            HttpResponse<String> answer = young.hello("claude-sonnet-4-5");

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(TestServer.json(answer).at("/error/code").asText()).isEqualTo("models_not_known_yet");
            assertThat(TestServer.header(answer, "retry-after")).isEqualTo("1");
            assertThat(young.hello("openai:gpt-4o-mini").statusCode()).isEqualTo(200);
            // Ends the request for the list, which closing the server would wait for.
            silent.close();
        }
    }

    @Test
    void clientHeadersNeverGoUpstreamAndOurKeysDo() throws Exception {
        server.chat(
                String.format(TestServer.HELLO, "openai:gpt-4o-mini"),
                "Authorization",
                "Bearer clients-own",
                "Cookie",
                "secret=1",
                "CamelHttpUri",
                "http://127.0.0.1:1/",
                "OblixMachine",
                "forged");

        List<SimulatedRequest> requests = server.openai.chatRequests();
        SimulatedRequest upstream = requests.get(requests.size() - 1);
        assertThat(upstream.headers())
                .containsEntry("authorization", "Bearer test-key-openai")
                .doesNotContainKeys("cookie", "camelhttpuri", "oblixmachine", "x-oblix-request-id");
    }

    @Test
    void theFirstTokenIsSentBeforeTheSecondExists() {
        // The model says its second word only after the client has read the first one.
        SimulatedAnswer answer = new SimulatedAnswer(List.of("first ", "second"), "stop", 1);
        server.claude.answering(request -> answer);
        server.claude.failNext(new Fault.Hold(1));
        try (StreamResponse<ChatCompletionChunk> stream =
                server.client().chat().completions().createStreaming(question("claude:claude-sonnet-4-5"))) {
            StringBuilder read = new StringBuilder();
            stream.stream().forEach(chunk -> {
                chunk.choices().get(0).delta().content().ifPresent(read::append);
                if (read.toString().equals("first ")) {
                    // The client may be faster than the model's server, which holds back only after it has written.
                    Await.until("the second word is held back", () -> server.claude.heldCount() == 1);
                    server.claude.release();
                }
            });
            assertThat(read).hasToString("first second");
        }
    }

    @Test
    void aWaitingClientGetsCommentsThatClientsSkip() throws Exception {
        try (TestServer patient = new TestServer(Map.of("oblix.stream.keep-alive", "20ms"));
                RawClient client = new RawClient(patient.port())) {
            patient.ollama.failNext(new Fault.Silence());
            client.send(RawClient.post(TestServer.helloBody("auto", true), "Connection: close"));
            String line = client.line();
            assertThat(line).isEqualTo("HTTP/1.1 200 OK");
            while (!line.equals(": keep-alive")) {
                line = client.line();
                assertThat(line).doesNotStartWith("data:");
            }
            Await.until("the model has been asked", () -> patient.ollama.heldCount() == 1);
            patient.ollama.release();
            assertThat(client.rest().lines().toList())
                    .contains(": answered by ollama:llama3.2:1b", "data: [DONE]")
                    .anyMatch(chunk -> chunk.contains("\"content\":\"asked: \""));
        }
    }

    @Test
    void anErrorAfterACommentIsSentInTheStream() throws Exception {
        try (TestServer patient =
                new TestServer(Map.of("oblix.stream.keep-alive", "20ms", "oblix.timeout.first-token", "200ms"))) {
            patient.ollama.failAlways(new Fault.Silence());
            HttpResponse<String> answer = patient.chat("{\"model\":\"ollama:llama3.2:1b\",\"stream\":true,"
                    + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body())
                    .contains(": keep-alive")
                    .contains("data: {\"error\":{")
                    .contains("timeout");
        }
    }
}
