package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import io.oblix.fixture.Await;
import io.oblix.fixture.StreamedReply;
import io.oblix.fixture.TestServer;
import io.oblix.json.Json;
import io.oblix.simulator.Fault;
import io.oblix.simulator.SimulatedAnswer;
import io.oblix.simulator.SimulatedProvider;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream that breaks off after its caller had some of it is finished by somebody else, or ends in an error. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RescueTest {

    private static final String OLLAMA = "ollama:llama3.2:1b";
    private static final String OPENAI = "openai:gpt-4o-mini";
    private static final String CLAUDE = "claude:claude-sonnet-4-5";

    private static final String NEWER_CLAUDE = "claude:claude-opus-4-8";

    /** What the simulated models call themselves. */
    private static final Map<String, String> NAMES = Map.of(
            OLLAMA, "llama3.2:1b",
            OPENAI, "gpt-4o-mini-2024-07-18",
            CLAUDE, "claude-sonnet-4-5-20250929",
            NEWER_CLAUDE, "claude-opus-4-8");

    private static final List<String> PIECES = List.of("Once ", "upon ", "a ", "time ", "in ", "a ", "land.");
    private static final String STORY = String.join("", PIECES);

    private static final Map<String, String> SETTINGS = Map.of(
            "oblix.timeout.first-token", "400ms",
            "oblix.timeout.idle", "400ms",
            "oblix.retry.max-delay", "10ms",
            // What is tried here over and over must not open a breaker.
            "oblix.breaker.window", "1000",
            "oblix.breaker.failure-rate", "100");

    /** The cloud is OpenAI's with the first, Claude's with the second. */
    private TestServer openAiServer;

    private TestServer claudeServer;

    @BeforeAll
    void start() throws Exception {
        openAiServer = new TestServer(SETTINGS);
        Map<String, String> claude = new HashMap<>(SETTINGS);
        claude.put("oblix.cloud-model", CLAUDE);
        claudeServer = new TestServer(claude);
    }

    @AfterAll
    void stop() {
        openAiServer.close();
        claudeServer.close();
    }

    @BeforeEach
    void heal() throws Exception {
        for (TestServer server : List.of(openAiServer, claudeServer)) {
            for (SimulatedProvider provider : List.of(server.ollama, server.openai, server.claude)) {
                provider.heal();
                provider.answering(request -> new SimulatedAnswer(PIECES, "stop", 10));
            }
            for (String model : List.of(OLLAMA, OPENAI, CLAUDE)) {
                assertThat(server.hello(model).statusCode()).isEqualTo(200);
            }
        }
    }

    private static StreamedReply ask(TestServer server, String model, String... headers) throws Exception {
        return ask(server, model, body -> body, headers);
    }

    private static StreamedReply ask(
            TestServer server, String model, UnaryOperator<ObjectNode> change, String... headers) throws Exception {
        ObjectNode body = Json.object().put("model", model).put("stream", true);
        body.putObject("stream_options").put("include_usage", true);
        body.putArray("messages").addObject().put("role", "user").put("content", "Tell me a story");
        return StreamedReply.of(server.chat(change.apply(body).toString(), headers));
    }

    private static JsonNode lastRequest(SimulatedProvider provider) {
        var requests = provider.chatRequests();
        return requests.get(requests.size() - 1).body();
    }

    private static void assertWhole(StreamedReply reply, String first, String second) {
        assertThat(reply.text()).as("%s", reply).isEqualTo(STORY);
        assertThat(reply.isWhole()).as("%s", reply).isTrue();
        assertThat(reply.models).containsExactly(NAMES.get(first), NAMES.get(second));
        assertThat(reply.identities).hasSize(1);
        assertThat(reply.roles).isEqualTo(1);
        assertThat(reply.finishReasons).containsExactly("stop");
        assertThat(reply.comments)
                .anySatisfy(comment ->
                        assertThat(comment).startsWith("oblix continued by " + second + " after " + first + " failed"));
    }

    private static void assertUsage(StreamedReply reply, int promptTokens, int completionTokens) {
        assertThat(reply.usage).isNotNull();
        assertThat(reply.usage.path("prompt_tokens").asInt()).isEqualTo(promptTokens);
        assertThat(reply.usage.path("completion_tokens").asInt()).isEqualTo(completionTokens);
        assertThat(reply.usage.path("total_tokens").asInt()).isEqualTo(promptTokens + completionTokens);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void anOpenAiModelSaysItAgainAndTheCallerGetsTheRest(int pieces) throws Exception {
        openAiServer.ollama.failNext(new Fault.Cut(pieces));

        StreamedReply reply = ask(openAiServer, "auto:local-first");

        assertWhole(reply, OLLAMA, OPENAI);
        assertUsage(reply, 10, 7);
        assertThat(lastRequest(openAiServer.openai).path("messages")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void anOllamaModelGoesOnFromWhereItBrokeOff(int pieces) throws Exception {
        openAiServer.openai.failNext(new Fault.Cut(pieces));

        StreamedReply reply = ask(openAiServer, "auto:cloud-first", body -> body.put("max_tokens", 50));

        assertWhole(reply, OPENAI, OLLAMA);
        assertThat(reply.identities).allSatisfy(id -> assertThat(id).startsWith("chatcmpl-simulated"));
        // The space at the seam is said once more.
        assertUsage(reply, 10, pieces == PIECES.size() ? 7 : 8);
        JsonNode asked = lastRequest(openAiServer.ollama);
        assertThat(asked.at("/messages/1/role").asText()).isEqualTo("assistant");
        assertThat(asked.at("/messages/1/content").asText())
                .isEqualTo(String.join("", PIECES.subList(0, pieces)).stripTrailing());
        assertThat(asked.at("/options/num_predict").asInt()).isEqualTo(50 - pieces);
    }

    /** What Ollama says to whatever it is shown. */
    private static Fault saying(String text, int tokens) {
        return new Fault.Status(
                200,
                "application/x-ndjson",
                "{\"message\":{\"content\":\"" + text
                        + "\"}}\n{\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":10,\"eval_count\":"
                        + tokens + "}\n",
                Map.of());
    }

    @Test
    void whatAModelThatWasToGoOnSaysAnewIsCountedOnce() throws Exception {
        openAiServer.openai.failNext(new Fault.Cut(5));
        openAiServer.ollama.failNext(saying(STORY, 7));

        StreamedReply reply = ask(openAiServer, "auto:cloud-first");

        assertWhole(reply, OPENAI, OLLAMA);
        assertUsage(reply, 10, 7);
    }

    @Test
    void theLastWordsThatAModelRepeatsAreSaidOnce() throws Exception {
        openAiServer.openai.failNext(new Fault.Cut(5));
        openAiServer.ollama.failNext(saying("upon a time in a land.", 6));

        assertWhole(ask(openAiServer, "auto:cloud-first"), OPENAI, OLLAMA);
    }

    @Test
    void anOlderClaudeGoesOnAndIsShownNoWhiteSpaceAtTheEnd() throws Exception {
        claudeServer.ollama.failNext(new Fault.Cut(3));

        assertWhole(ask(claudeServer, "auto:local-first"), OLLAMA, CLAUDE);
        assertThat(lastRequest(claudeServer.claude)
                        .at("/messages/1/content/0/text")
                        .asText())
                .isEqualTo("Once upon a");
    }

    @Test
    void aNewerClaudeSaysItAgain() throws Exception {
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.put("oblix.cloud-model", NEWER_CLAUDE);
        try (TestServer server = new TestServer(settings)) {
            server.ollama.answering(request -> new SimulatedAnswer(PIECES, "stop", 10));
            server.claude.answering(request -> new SimulatedAnswer(PIECES, "stop", 10));
            server.ollama.failNext(new Fault.Cut(3));

            assertWhole(ask(server, "auto:local-first"), OLLAMA, NEWER_CLAUDE);
            assertThat(lastRequest(server.claude).path("messages")).hasSize(1);
        }
    }

    @Test
    void claudeIsRescuedByOllama() throws Exception {
        claudeServer.claude.failNext(new Fault.ErrorEvent(4));

        assertWhole(ask(claudeServer, "auto:cloud-first"), CLAUDE, OLLAMA);
    }

    @ParameterizedTest
    @ValueSource(strings = {OLLAMA, OPENAI, CLAUDE})
    void aModelThatTheCallerNamedIsAskedOnceMoreAndNoOther(String model) throws Exception {
        SimulatedProvider provider = provider(openAiServer, model);
        int before = total(openAiServer);
        int asked = provider.chatCount();
        provider.failNext(new Fault.Malformed(3));

        StreamedReply whole = ask(openAiServer, model);
        assertThat(whole.text()).isEqualTo(STORY);
        assertThat(whole.isWhole()).isTrue();
        assertThat(whole.models).containsExactly(NAMES.get(model));
        assertThat(provider.chatCount() - asked).isEqualTo(2);
        assertThat(total(openAiServer) - before).isEqualTo(2);

        provider.failAlways(new Fault.Cut(3));
        StreamedReply lost = ask(openAiServer, model);
        provider.failAlways(null);

        assertThat(lost.text()).startsWith("Once upon a ").doesNotContain("Once upon a Once");
        assertThat(lost.errorText()).startsWith(model + ": broke off");
        assertThat(lost.finishReasons).isEmpty();
        assertThat(lost.done).isFalse();
        assertThat(provider.chatCount() - asked).isEqualTo(4);
        assertThat(total(openAiServer) - before).isEqualTo(4);
    }

    private static SimulatedProvider provider(TestServer server, String model) {
        return model.equals(OLLAMA) ? server.ollama : model.equals(OPENAI) ? server.openai : server.claude;
    }

    private static int total(TestServer server) {
        return server.ollama.chatCount() + server.openai.chatCount() + server.claude.chatCount();
    }

    static Stream<Arguments> pairs() {
        return Stream.of(new String[][] {{OLLAMA, OPENAI}, {OPENAI, OLLAMA}, {OLLAMA, CLAUDE}, {CLAUDE, OLLAMA}})
                .flatMap(pair -> IntStream.rangeClosed(1, PIECES.size())
                        .boxed()
                        .flatMap(pieces -> Stream.of(
                                        new Fault.Cut(pieces),
                                        new Fault.Malformed(pieces),
                                        new Fault.ErrorEvent(pieces))
                                .map(fault -> Arguments.of(pair[0], pair[1], fault))));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void whereverItBreaksOffAndWhoeverGoesOn(String first, String second, Fault fault) throws Exception {
        TestServer server = first.equals(CLAUDE) || second.equals(CLAUDE) ? claudeServer : openAiServer;
        provider(server, first).failNext(fault);

        StreamedReply reply = ask(server, first.equals(OLLAMA) ? "auto:local-first" : "auto:cloud-first");

        assertWhole(reply, first, second);
    }

    @Test
    void theOfficialClientReadsItAsOneAnswer() {
        openAiServer.openai.failNext(new Fault.Cut(3));
        ChatCompletionAccumulator answer = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> chunks = openAiServer
                .client()
                .chat()
                .completions()
                .createStreaming(ChatCompletionCreateParams.builder()
                        .model("auto:cloud-first")
                        .addUserMessage("Tell me a story")
                        .build())) {
            chunks.stream().forEach(answer::accumulate);
        }

        assertThat(answer.chatCompletion().choices().get(0).message().content()).hasValue(STORY);
        assertThat(answer.chatCompletion().choices().get(0).finishReason())
                .isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
    }

    @Test
    void anotherAnswerIsNeverMixedIn() throws Exception {
        openAiServer.openai.answering(request -> SimulatedAnswer.of("Once upon another time. ", 10));
        openAiServer.ollama.failAlways(new Fault.Cut(3));

        StreamedReply reply = ask(openAiServer, "auto:local-first");

        assertThat(reply.text()).startsWith("Once upon a ").doesNotContain("another", "Once upon a Once");
        assertThat(reply.finishReasons).isEmpty();
        assertThat(reply.done).isFalse();
        assertThat(reply.error).isNotNull();
        assertThat(reply.error.path("code").asText()).isEqualTo("all_targets_failed");
        assertThat(reply.errorText())
                .contains(OLLAMA + ": broke off")
                .contains(OPENAI + ": its answer is another one than the one that had begun");
        assertThat(reply.comments).noneMatch(comment -> comment.contains("continued by " + OPENAI));
    }

    @Test
    void whoTrulyGoesOnIsAskedAfterOneWhoSaysSomethingElse() throws Exception {
        openAiServer.openai.answering(request -> SimulatedAnswer.of("Something else. ", 10));
        openAiServer.ollama.failNext(new Fault.Cut(3));
        int asked = openAiServer.openai.chatCount();

        StreamedReply reply = ask(openAiServer, "auto:local-first");

        assertThat(reply.text()).isEqualTo(STORY);
        assertThat(reply.isWhole()).isTrue();
        assertThat(openAiServer.openai.chatCount() - asked).isEqualTo(1);
    }

    @Test
    void aCallOfAToolThatWasHalfSentIsNeitherContinuedNorMadeUp() throws Exception {
        openAiServer.ollama.failNext(new Fault.Status(
                200,
                "application/x-ndjson",
                "{\"message\":{\"content\":\"I look. \"}}\n{\"message\":{\"content\":\"\",\"tool_calls\":[{\"function\":"
                        + "{\"name\":\"look\",\"arguments\":{\"at\":\"it\"}}}]}}\n",
                Map.of()));
        int asked = total(openAiServer);

        StreamedReply reply = ask(openAiServer, "auto:local-first");

        assertThat(reply.errorText()).startsWith(OLLAMA + ": broke off");
        assertThat(reply.finishReasons).isEmpty();
        assertThat(reply.done).isFalse();
        assertThat(total(openAiServer) - asked).isEqualTo(1);
    }

    @Test
    void severalAnswersAtOnceAreNotRescued() throws Exception {
        openAiServer.openai.failNext(new Fault.Cut(2));
        int asked = total(openAiServer);

        StreamedReply reply = ask(openAiServer, "auto:cloud-first", body -> body.put("n", 2));

        assertThat(reply.errorText()).startsWith(OPENAI + ": broke off");
        assertThat(reply.done).isFalse();
        assertThat(total(openAiServer) - asked).isEqualTo(1);
    }

    @Test
    void thinkingIsNotSentTwice() throws Exception {
        String thoughts =
                "{\"message\":{\"content\":\"\",\"thinking\":\"Hm, \"}}\n{\"message\":{\"content\":\"\",\"thinking\":"
                        + "\"a story.\"}}\n";
        openAiServer.ollama.failNext(
                new Fault.Status(200, "application/x-ndjson", thoughts, Map.of()),
                new Fault.Status(
                        200,
                        "application/x-ndjson",
                        thoughts + "{\"message\":{\"content\":\"" + STORY
                                + "\"}}\n{\"message\":{\"content\":\"\"},\"done\":true}\n",
                        Map.of()));

        StreamedReply reply = ask(openAiServer, OLLAMA);

        assertThat(reply.reasoning).hasToString("Hm, a story.");
        assertThat(reply.text()).isEqualTo(STORY);
        assertThat(reply.isWhole()).isTrue();
        assertThat(lastRequest(openAiServer.ollama).path("messages")).hasSize(1);
    }

    @Test
    void aCharacterThatWasCutInTwoIsMadeWhole() throws Exception {
        openAiServer.ollama.failNext(
                new Fault.Status(
                        200,
                        "application/x-ndjson",
                        "{\"message\":{\"content\":\"Good morning \\ud83d\"}}\n",
                        Map.of()),
                new Fault.Status(
                        200,
                        "application/x-ndjson",
                        "{\"message\":{\"content\":\" \\ud83d\\ude00 you\"}}\n{\"message\":{\"content\":\"\"},\"done\":true}\n",
                        Map.of()));

        StreamedReply reply = ask(openAiServer, OLLAMA);

        assertThat(reply.text()).isEqualTo("Good morning 😀 you");
        assertThat(reply.isWhole()).isTrue();
        assertThat(lastRequest(openAiServer.ollama).at("/messages/1/content").asText())
                .isEqualTo("Good morning");
    }

    @Test
    void whereAGrammarHoldsTheAnswerOllamaSaysItAgain() throws Exception {
        openAiServer.openai.failNext(new Fault.Cut(3));

        StreamedReply reply = ask(openAiServer, "auto:cloud-first", body -> {
            body.putObject("response_format").put("type", "json_object");
            return body;
        });

        assertWhole(reply, OPENAI, OLLAMA);
        assertThat(lastRequest(openAiServer.ollama).path("messages")).hasSize(1);
    }

    @Test
    void aStopSequenceThatMayHaveBegunIsLeftToARunThatSeesAllOfIt() throws Exception {
        openAiServer.openai.failNext(new Fault.Cut(3));

        StreamedReply reply = ask(openAiServer, "auto:cloud-first", body -> body.put("stop", "a crocodile"));

        assertWhole(reply, OPENAI, OLLAMA);
        assertThat(lastRequest(openAiServer.ollama).path("messages")).hasSize(1);
    }

    @Test
    void anAnswerThatHadItsEndIsWholeWhateverComesAfterIt() throws Exception {
        String stream =
                "data: {\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":"
                        + "[{\"index\":0,\"delta\":{\"content\":\"Hi\"},\"finish_reason\":null}]}\n\n"
                        + "data: {\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":"
                        + "[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: {\"half an ev\n\n";
        openAiServer.openai.failNext(new Fault.Status(200, "text/event-stream", stream, Map.of()));
        int asked = total(openAiServer);

        StreamedReply reply = ask(openAiServer, "auto:cloud-first");

        assertThat(reply.text()).isEqualTo("Hi");
        assertThat(reply.isWhole()).isTrue();
        assertThat(total(openAiServer) - asked).isEqualTo(1);
    }

    @Test
    void aRequestThatMustStayLocalIsNeverRescuedByACloud() throws Exception {
        openAiServer.ollama.failAlways(new Fault.Cut(2));
        int asked = openAiServer.openai.chatCount() + openAiServer.claude.chatCount();

        for (String model : List.of("auto", "auto:local-first", "auto:cloud-first", "auto:private", OLLAMA)) {
            StreamedReply reply = ask(openAiServer, model, "X-Oblix-Privacy", "local-only");
            assertThat(reply.error).as(model).isNotNull();
            assertThat(reply.done).isFalse();
        }
        assertThat(openAiServer.openai.chatCount() + openAiServer.claude.chatCount())
                .isEqualTo(asked);
    }

    @Test
    void whenAllBreakOffEachIsAskedNoMoreThanItMayAndTheErrorNamesThem() throws Exception {
        openAiServer.ollama.failAlways(new Fault.Stall(2));
        openAiServer.openai.failAlways(new Fault.Stall(3));
        int asked = total(openAiServer);

        StreamedReply reply = ask(openAiServer, "auto:local-first");

        assertThat(reply.text()).startsWith("Once upon a ").doesNotContain("Once upon a Once");
        assertThat(STORY).startsWith(reply.text());
        assertThat(reply.done).isFalse();
        assertThat(reply.errorText()).contains(OLLAMA + ": fell silent", OPENAI + ": fell silent");
        assertThat(total(openAiServer) - asked).isEqualTo(3);
    }

    @Test
    void theTotalTimeBoundsAllOfIt() throws Exception {
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.put("oblix.timeout.total", "300ms");
        try (TestServer server = new TestServer(settings)) {
            server.ollama.failAlways(new Fault.Stall(2));

            StreamedReply reply = ask(server, "auto:local-first");

            assertThat(reply.errorText()).contains("the time for the whole request was over");
            assertThat(server.openai.chatCount()).isZero();
            assertThat(server.ollama.chatCount()).isEqualTo(1);
        }
    }

    @Test
    void aCallerWhoLeavesEndsTheRescue() throws Exception {
        openAiServer.ollama.failNext(new Fault.Cut(2));
        openAiServer.openai.failNext(new Fault.Stall(0));
        int asked = openAiServer.openai.chatCount();
        int dropped = openAiServer.openai.droppedCount();
        String body =
                "{\"model\":\"auto:local-first\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
        try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), openAiServer.port())) {
            caller.getOutputStream()
                    .write(("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length()
                                    + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.ISO_8859_1));
            Await.until("the rescue", () -> openAiServer.openai.chatCount() == asked + 1);
        }

        Await.until("the end of the rescue", () -> openAiServer.openai.droppedCount() == dropped + 1);
    }

    @Test
    void aModelThatIsLeftAloneRescuesNobody() throws Exception {
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.put("oblix.breaker.window", "2");
        settings.put("oblix.breaker.open-duration", "20s");
        try (TestServer server = new TestServer(settings)) {
            server.openai.failAlways(Fault.Status.of(500));
            server.hello(OPENAI);
            int asked = server.openai.chatCount();
            server.ollama.answering(request -> new SimulatedAnswer(PIECES, "stop", 10));
            server.ollama.failNext(new Fault.Cut(3));

            StreamedReply reply = ask(server, "auto:local-first");

            assertThat(reply.text()).isEqualTo(STORY);
            assertThat(reply.isWhole()).isTrue();
            assertThat(server.openai.chatCount()).isEqualTo(asked);
        }
    }

    @Test
    void metricsTellWhatCameOfIt() throws Exception {
        openAiServer.openai.failNext(new Fault.Cut(3));
        ask(openAiServer, "auto:cloud-first");
        openAiServer.ollama.failNext(new Fault.Cut(3));
        ask(openAiServer, "auto:local-first");

        assertThat(openAiServer.get("/metrics").body())
                .contains("oblix_rescues_total{outcome=\"continued\"}", "oblix_rescues_total{outcome=\"repeated\"}");
    }
}
