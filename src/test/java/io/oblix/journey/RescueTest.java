package io.oblix.journey;

import static io.oblix.fixture.Story.PIECES;
import static io.oblix.fixture.Story.lastRequest;
import static io.oblix.fixture.TestServer.CLAUDE;
import static io.oblix.fixture.TestServer.LOCAL;
import static io.oblix.fixture.TestServer.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import io.oblix.fixture.Story;
import io.oblix.fixture.StreamedReply;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import io.oblix.simulator.SimulatedAnswer;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream that breaks off after the client has received a part of it is finished by another model. */
@Tag("streams")
class RescueTest {

    private static final String NEWER_CLAUDE = "claude:claude-opus-4-8";

    /** What the simulated models call themselves. */
    private static final Map<String, String> NAMES = Map.of(
            LOCAL, "llama3.2:1b",
            OPENAI, "gpt-4o-mini-2024-07-18",
            CLAUDE, "claude-sonnet-4-5-20250929",
            NEWER_CLAUDE, "claude-opus-4-8");

    private static final Map<String, String> SETTINGS = Map.of("oblix.retry.max-delay", "10ms");

    @RegisterExtension
    static final TestServer openAiCloud = new TestServer(SETTINGS);

    @RegisterExtension
    static final TestServer claudeCloud = new TestServer(withCloud(CLAUDE));

    private static Map<String, String> withCloud(String model) {
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.put("oblix.cloud-model", model);
        return settings;
    }

    @BeforeEach
    void tellStories() {
        Story.reset(openAiCloud);
        Story.reset(claudeCloud);
    }

    private static void assertWhole(StreamedReply reply, String first, String second) {
        assertThat(reply.text()).as("%s", reply).isEqualTo(Story.TEXT);
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

    static Stream<Arguments> breaks() {
        return Stream.of(new String[][] {{LOCAL, OPENAI}, {OPENAI, LOCAL}, {LOCAL, CLAUDE}, {CLAUDE, LOCAL}})
                .flatMap(pair -> IntStream.rangeClosed(1, PIECES.size())
                        .boxed()
                        .flatMap(pieces -> Stream.of(
                                        new Fault.Cut(pieces),
                                        new Fault.Malformed(pieces),
                                        new Fault.ErrorEvent(pieces))
                                .map(fault -> Arguments.of(pair[0], pair[1], fault))));
    }

    @ParameterizedTest(name = "{0}, then {1}: {2}")
    @MethodSource("breaks")
    void theClientGetsOneWholeAnswerWhereverTheFirstBreaksOff(String first, String second, Fault fault) {
        TestServer server = first.equals(CLAUDE) || second.equals(CLAUDE) ? claudeCloud : openAiCloud;
        server.provider(first).failNext(fault);

        StreamedReply reply = Story.stream(server, first.equals(LOCAL) ? "auto:local-first" : "auto:cloud-first");

        assertWhole(reply, first, second);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void anOpenAiModelThatRepeatsTheAnswerIsFitted(int pieces) {
        openAiCloud.ollama.failNext(new Fault.Cut(pieces));

        StreamedReply reply = Story.stream(openAiCloud, "auto:local-first");

        assertWhole(reply, LOCAL, OPENAI);
        assertUsage(reply, 10, 7);
        assertThat(lastRequest(openAiCloud.openai).path("messages")).hasSize(3);
        assertThat(reply.comments).anyMatch(comment -> comment.endsWith("; x-oblix-rescued: identical"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void anOllamaModelThatRepeatsTheAnswerIsFitted(int pieces) {
        openAiCloud.openai.failNext(new Fault.Cut(pieces));

        StreamedReply reply = Story.stream(openAiCloud, "auto:cloud-first", body -> body.put("max_tokens", 50));

        assertWhole(reply, OPENAI, LOCAL);
        assertThat(reply.identities).allSatisfy(id -> assertThat(id).startsWith("chatcmpl-simulated"));
        assertUsage(reply, 10, 7);
        JsonNode asked = lastRequest(openAiCloud.ollama);
        assertThat(asked.path("messages")).hasSize(3);
        assertThat(asked.at("/messages/1/role").asText()).isEqualTo("assistant");
        assertThat(asked.at("/messages/1/content").asText())
                .isEqualTo(String.join("", PIECES.subList(0, pieces)).stripTrailing());
    }

    private static Fault wholeAnswer(String text, int promptTokens, int tokens) {
        return Story.ollamaSends(
                "{\"message\":{\"content\":\"" + text + "\"}}",
                "{\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":" + promptTokens + ",\"eval_count\":"
                        + tokens + "}");
    }

    @Test
    void aModelThatStartsOverInsteadOfContinuingIsCountedOnce() {
        openAiCloud.openai.failNext(new Fault.Cut(5));
        openAiCloud.ollama.failNext(wholeAnswer(Story.TEXT, 10, 7));

        StreamedReply reply = Story.stream(openAiCloud, "auto:cloud-first");

        assertWhole(reply, OPENAI, LOCAL);
        assertUsage(reply, 10, 7);
    }

    @Test
    void theLastWordsThatTheNextModelRepeatsAreSentOnce() {
        openAiCloud.openai.failNext(new Fault.Cut(5));
        openAiCloud.ollama.failNext(wholeAnswer("upon a time in a land.", 15, 6));

        assertWhole(Story.stream(openAiCloud, "auto:cloud-first"), OPENAI, LOCAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {CLAUDE, NEWER_CLAUDE})
    void aClaudeIsAskedForTheRest(String model) {
        try (TestServer server = new TestServer(withCloud(model))) {
            Story.reset(server);
            server.ollama.failNext(new Fault.Cut(3));

            assertWhole(Story.stream(server, "auto:local-first"), LOCAL, model);
            JsonNode messages = lastRequest(server.claude).path("messages");
            assertThat(messages).hasSize(3);
            assertThat(messages.at("/1/content/0/text").asText()).isEqualTo("Once upon a");
        }
    }

    @Test
    void theOfficialClientReadsOneAnswer() {
        openAiCloud.openai.failNext(new Fault.Cut(3));
        ChatCompletionAccumulator answer = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> chunks = openAiCloud
                .client()
                .chat()
                .completions()
                .createStreaming(ChatCompletionCreateParams.builder()
                        .model("auto:cloud-first")
                        .addUserMessage("Tell me a story")
                        .build())) {
            chunks.stream().forEach(answer::accumulate);
        }

        assertThat(answer.chatCompletion().choices().get(0).message().content()).hasValue(Story.TEXT);
        assertThat(answer.chatCompletion().choices().get(0).finishReason())
                .isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
    }

    @Test
    void aModelThatTellsAnotherStoryIsFollowedByTheFirstOneAgain() {
        openAiCloud.openai.answering(request -> SimulatedAnswer.of("Something else. ", 10));
        openAiCloud.ollama.failNext(new Fault.Cut(3));
        int asked = openAiCloud.openai.chatCount();

        StreamedReply reply = Story.stream(openAiCloud, "auto:local-first");

        assertThat(reply.text()).isEqualTo(Story.TEXT);
        assertThat(reply.isWhole()).isTrue();
        assertThat(openAiCloud.openai.chatCount() - asked).isEqualTo(1);
    }

    @Test
    void thinkingIsSentOnce() {
        String[] thoughts = {
            "{\"message\":{\"content\":\"\",\"thinking\":\"Hm, \"}}",
            "{\"message\":{\"content\":\"\",\"thinking\":\"a story.\"}}"
        };
        openAiCloud.ollama.failNext(
                Story.ollamaSends(thoughts),
                Story.ollamaSends(
                        thoughts[0],
                        thoughts[1],
                        "{\"message\":{\"content\":\"" + Story.TEXT + "\"}}",
                        "{\"message\":{\"content\":\"\"},\"done\":true}"));

        StreamedReply reply = Story.stream(openAiCloud, LOCAL);

        assertThat(reply.reasoning).hasToString("Hm, a story.");
        assertThat(reply.text()).isEqualTo(Story.TEXT);
        assertThat(reply.isWhole()).isTrue();
        assertThat(lastRequest(openAiCloud.ollama).path("messages")).hasSize(1);
    }

    @Test
    void aCharacterCutInTwoIsCompleted() {
        openAiCloud.ollama.failNext(
                Story.ollamaSends("{\"message\":{\"content\":\"Good morning \\ud83d\"}}"),
                Story.ollamaSends(
                        "{\"message\":{\"content\":\"Good morning \\ud83d\\ude00 you\"}}",
                        "{\"message\":{\"content\":\"\"},\"done\":true}"));

        StreamedReply reply = Story.stream(openAiCloud, LOCAL);

        assertThat(reply.text()).isEqualTo("Good morning 😀 you");
        assertThat(reply.isWhole()).isTrue();
        assertThat(lastRequest(openAiCloud.ollama).at("/messages/1/content").asText())
                .isEqualTo("Good morning");
    }

    @Test
    void anAnswerBoundToAGrammarIsRepeatedAndNotContinued() {
        openAiCloud.openai.failNext(new Fault.Cut(3));

        StreamedReply reply = Story.stream(
                openAiCloud,
                "auto:cloud-first",
                body -> body.putObject("response_format").put("type", "json_object"));

        assertWhole(reply, OPENAI, LOCAL);
        assertThat(lastRequest(openAiCloud.ollama).path("messages")).hasSize(1);
    }

    @Test
    void anAnswerThatMayHaveBegunAStopSequenceIsRepeatedAndNotContinued() {
        openAiCloud.openai.failNext(new Fault.Cut(3));

        StreamedReply reply = Story.stream(openAiCloud, "auto:cloud-first", body -> body.put("stop", "a crocodile"));

        assertWhole(reply, OPENAI, LOCAL);
        assertThat(lastRequest(openAiCloud.ollama).path("messages")).hasSize(1);
    }

    @Test
    void metricsCountRescuesByTheirOutcome() {
        openAiCloud.openai.failNext(new Fault.Cut(5));
        openAiCloud.ollama.failNext(wholeAnswer("upon a time in a land.", 15, 6));
        Story.stream(openAiCloud, "auto:cloud-first");
        openAiCloud.ollama.failNext(new Fault.Cut(3));
        Story.stream(openAiCloud, "auto:local-first");

        assertThat(openAiCloud.metrics())
                .contains("oblix_rescues_total{outcome=\"continued\"}", "oblix_rescues_total{outcome=\"repeated\"}");
    }
}
