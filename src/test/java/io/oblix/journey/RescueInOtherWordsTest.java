package io.oblix.journey;

import static io.oblix.fixture.Story.lastRequest;
import static io.oblix.fixture.TestServer.LOCAL;
import static io.oblix.fixture.TestServer.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.fixture.RawClient;
import io.oblix.fixture.Story;
import io.oblix.fixture.StreamedReply;
import io.oblix.fixture.TestServer;
import io.oblix.json.Json;
import io.oblix.simulator.Fault;
import io.oblix.simulator.SimulatedAnswer;
import io.oblix.simulator.SimulatedProvider;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream that breaks off is finished by a model that says it in other words, where the seam is sure. */
@Tag("streams")
class RescueInOtherWordsTest {

    private static final String CLAUDE = "claude:claude-opus-4-8";
    private static final String OLDER_CLAUDE = TestServer.CLAUDE;
    private static final String BEGUN = "Once upon a ";
    private static final String REST = "hill there stood a small house.";
    private static final Fault CUT = new Fault.Cut(3);
    private static final Map<String, String> SETTINGS =
            Map.of("oblix.retry.max-delay", "10ms", "oblix.retry.max-attempts", "1");

    @RegisterExtension
    static final TestServer openAiCloud = new TestServer(SETTINGS);

    @RegisterExtension
    static final TestServer claudeCloud = new TestServer(with("oblix.cloud-model", CLAUDE));

    @RegisterExtension
    static final TestServer olderClaudeCloud = new TestServer(with("oblix.cloud-model", OLDER_CLAUDE));

    @RegisterExtension
    static final TestServer identical = new TestServer(with("oblix.rescue", "identical"));

    @RegisterExtension
    static final TestServer off = new TestServer(with("oblix.rescue", "off"));

    private static Map<String, String> with(String setting, String value) {
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.put(setting, value);
        return settings;
    }

    @BeforeEach
    void tellStories() {
        Story.reset(openAiCloud);
        Story.reset(claudeCloud);
        Story.reset(olderClaudeCloud);
        Story.reset(identical);
        Story.reset(off);
    }

    /** The server, its model that breaks off, and the policy that asks it first; by the model that finishes. */
    private record Scene(TestServer server, SimulatedProvider breaking, SimulatedProvider finishing, String policy) {

        static Scene of(String finisher) {
            TestServer server = finisher.equals(CLAUDE)
                    ? claudeCloud
                    : finisher.equals(OLDER_CLAUDE) ? olderClaudeCloud : openAiCloud;
            SimulatedProvider cloud = server == openAiCloud ? server.openai : server.claude;
            return finisher.equals(LOCAL)
                    ? new Scene(server, cloud, server.ollama, "auto:cloud-first")
                    : new Scene(server, server.ollama, cloud, "auto:local-first");
        }

        Scene says(String text) {
            breaking.answering(request -> new SimulatedAnswer(Story.PIECES, "stop", 10));
            breaking.failNext(CUT);
            finishing.answering(request -> SimulatedAnswer.of(text, 100));
            return this;
        }

        StreamedReply stream() {
            return Story.stream(server, policy);
        }
    }

    private static void assertContinued(StreamedReply reply, String text) {
        assertThat(reply.text()).as("%s", reply).isEqualTo(text);
        assertThat(reply.isWhole()).as("%s", reply).isTrue();
        assertThat(reply.identities).hasSize(1);
        assertThat(reply.comments)
                .anyMatch(comment ->
                        comment.startsWith("oblix continued by ") && comment.endsWith("; x-oblix-rescued: continued"));
    }

    private static void assertBroken(StreamedReply reply) {
        assertThat(reply.text()).as("%s", reply).isEqualTo(BEGUN);
        assertThat(reply.error).as("%s", reply).isNotNull();
        assertThat(reply.finishReasons).isEmpty();
        assertThat(reply.done).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {OPENAI, CLAUDE, OLDER_CLAUDE, LOCAL})
    void theLastWordsAreRepeatedAndSentOnce(String finisher) {
        Scene scene = Scene.of(finisher).says("Once upon a " + REST);

        StreamedReply reply = scene.stream();

        assertThat(reply.text()).isEqualTo(BEGUN + REST);
        JsonNode messages = lastRequest(scene.finishing()).path("messages");
        assertThat(messages).hasSize(3);
        assertThat(messages.get(1).path("role").asText()).isEqualTo("assistant");
        assertThat(messages.get(1).toString()).contains("Once upon a\"");
        assertThat(messages.get(2).path("role").asText()).isEqualTo("user");
        assertThat(messages.get(2).toString()).contains("Once upon a\\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {OPENAI, CLAUDE, OLDER_CLAUDE, LOCAL})
    void theRestIsSentBehindTheBegunAnswer(String finisher) {
        assertContinued(Scene.of(finisher).says(REST).stream(), BEGUN + REST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sure, here is the rest: hill there stood a small house.",
                "There was a king who lived in a small house.",
                "upon a hill there stood a small house.",
                "a hill there stood a small house.",
                "...hill there stood a small house.",
                "I'm sorry, I cannot continue.",
                "Once upon another time.",
                "A king lived in a house.",
                "> Sure, hill there stood a small house.",
                "Once upon a. Sure, here is the rest: hill.",
                "Once upon a upon a hill.",
                "",
            })
    void whatMayBeAFalseSeamEndsInAnError(String said) {
        for (String finisher : new String[] {OPENAI, CLAUDE, OLDER_CLAUDE, LOCAL}) {
            Scene scene = Scene.of(finisher).says(said);
            // Nor does the one that broke off finish it.
            scene.breaking().failNext(Fault.Status.of(500));

            assertBroken(scene.stream());
        }
    }

    @ParameterizedTest
    @CsvSource({OPENAI + ", 3", CLAUDE + ", 3", LOCAL + ", 3"})
    void aModelThatRefusesTheBegunTurnIsAskedOnceMoreWithoutIt(String finisher, int messages) {
        Scene scene = Scene.of(finisher).says(REST);
        scene.finishing().failNext(Fault.Status.of(400));
        int asked = scene.finishing().chatCount();

        assertContinued(scene.stream(), BEGUN + REST);

        assertThat(scene.finishing().chatCount() - asked).isEqualTo(2);
        var requests = scene.finishing().chatRequests();
        assertThat(requests.get(requests.size() - 2).body().path("messages")).hasSize(messages);
        JsonNode last = lastRequest(scene.finishing()).path("messages");
        assertThat(last).hasSize(1);
        assertThat(last.toString()).contains("Tell me a story", "Once upon a\\n", "broke off");
    }

    @Test
    void aTemplateThatFailsOverTheTurnsIsAskedOnceMoreToo() {
        Scene scene = Scene.of(OPENAI).says(REST);
        String error = "{\"error\":{\"message\":\"Conversation roles must alternate user/assistant/user\"}}";
        scene.finishing().failNext(new Fault.Status(500, "application/json", error, Map.of()));

        assertContinued(scene.stream(), BEGUN + REST);
    }

    @Test
    void aModelThatRefusesBothIsNotAskedAThirdTime() {
        Scene scene = Scene.of(OPENAI).says(REST);
        scene.finishing().failNext(Fault.Status.of(400), Fault.Status.of(400), Fault.Status.of(400));
        scene.breaking().failNext(Fault.Status.of(500));
        int asked = scene.finishing().chatCount();

        assertBroken(scene.stream());

        assertThat(scene.finishing().chatCount() - asked).isEqualTo(2);
    }

    @Test
    void aModelWithoutChanceRepeatsItsAnswerAndIsAskedToGoOnIfItDoesNot() {
        openAiCloud.openai.answering(request -> request.body().path("messages").size() == 1
                ? SimulatedAnswer.of("Once, " + REST, 10)
                : SimulatedAnswer.of(REST, 10));
        openAiCloud.openai.failNext(cutOpenAi());
        int asked = openAiCloud.openai.chatCount();

        assertContinued(Story.stream(openAiCloud, OPENAI, body -> body.put("temperature", 0)), BEGUN + REST);

        assertThat(openAiCloud.openai.chatCount() - asked).isEqualTo(3);
    }

    private static Fault cutOpenAi() {
        String chunk =
                "data: {\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":"
                        + "[{\"index\":0,\"delta\":{\"content\":\"" + BEGUN + "\"},\"finish_reason\":null}]}\n\n";
        return new Fault.Status(200, "text/event-stream", chunk, Map.of());
    }

    @Test
    void whereOnlyTheSameIsWantedOtherWordsAreAnError() {
        for (SimulatedProvider provider : identical.providers()) {
            provider.answering(request -> request.body().path("messages").size() == 1
                    ? SimulatedAnswer.of("Once, " + REST, 10)
                    : SimulatedAnswer.of(REST, 10));
        }
        identical.ollama.failNext(Story.ollamaSends("{\"message\":{\"content\":\"" + BEGUN + "\"}}"));

        assertBroken(Story.stream(identical, "auto:local-first"));

        assertThat(lastRequest(identical.openai).path("messages")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto:local-first", "auto:cloud-first"})
    void whereOnlyTheSameIsWantedTheSameFinishes(String policy) {
        identical.ollama.failNext(CUT);
        identical.openai.failNext(CUT);

        StreamedReply reply = Story.stream(identical, policy);

        assertThat(reply.text()).isEqualTo(Story.TEXT);
        assertThat(reply.isWhole()).isTrue();
        assertThat(lastRequest(identical.ollama).path("messages")).hasSize(1);
    }

    @Test
    void nothingIsAskedWhereRescueIsOff() {
        off.ollama.failNext(CUT);
        int asked = off.chatCount();

        StreamedReply reply = Story.stream(off, "auto:local-first");

        assertBroken(reply);
        assertThat(reply.errorText()).startsWith(LOCAL + ": broke off");
        assertThat(off.chatCount() - asked).isEqualTo(1);
    }

    @Test
    void aRequestThatMustStayIsFinishedWithoutACloud() {
        openAiCloud.ollama.failNext(Story.ollamaSends("{\"message\":{\"content\":\"" + BEGUN + "\"}}"));
        openAiCloud.ollama.answering(request -> SimulatedAnswer.of(REST, 10));
        int asked = openAiCloud.openai.chatCount();

        assertContinued(Story.stream(openAiCloud, "auto:local-first", "X-Oblix-Privacy", "local-only"), BEGUN + REST);

        assertThat(openAiCloud.openai.chatCount()).isEqualTo(asked);
    }

    @ParameterizedTest
    @ValueSource(strings = {OPENAI, CLAUDE, LOCAL})
    void theUsageHoldsThePromptTheBegunPartAndTheRestOnce(String finisher) {
        Scene scene = Scene.of(finisher).says(REST);

        StreamedReply reply = scene.stream();

        int rest = REST.split(" ").length;
        assertThat(reply.usage).isNotNull();
        int prompt = reply.usage.path("prompt_tokens").asInt();
        assertThat(prompt).isLessThan(100).isGreaterThan(7);
        assertThat(reply.usage.path("completion_tokens").asInt()).isEqualTo(3 + rest);
        assertThat(reply.usage.path("total_tokens").asInt()).isEqualTo(prompt + 3 + rest);
    }

    @ParameterizedTest
    @CsvSource({"max_tokens, 50, 50", "max_tokens, 4, 4"})
    void theRestCostsNoMoreThanIsLeftAndTheWordsToRepeat(String limit, int tokens, int left) {
        Scene scene = Scene.of(OPENAI).says(REST);

        Story.stream(scene.server(), scene.policy(), body -> body.put(limit, tokens));

        assertThat(lastRequest(scene.finishing()).path(limit).asInt()).isEqualTo(left);
    }

    @ParameterizedTest
    @ValueSource(strings = {"max_tokens", "max_completion_tokens"})
    void anAnswerAtItsLimitEndsThereWithoutACall(String limit) {
        Scene scene = Scene.of(OPENAI).says(REST);
        int asked = scene.finishing().chatCount();

        StreamedReply reply = Story.stream(scene.server(), scene.policy(), body -> body.put(limit, 3));

        assertThat(reply.text()).isEqualTo(BEGUN);
        assertThat(reply.error).isNull();
        assertThat(reply.finishReasons).containsExactly("length");
        assertThat(reply.done).isTrue();
        assertThat(reply.identities).hasSize(1);
        assertThat(Objects.requireNonNull(reply.usage).path("completion_tokens").asInt())
                .isEqualTo(3);
        assertThat(scene.finishing().chatCount()).isEqualTo(asked);
    }

    @ParameterizedTest
    @ValueSource(strings = {OPENAI, OLDER_CLAUDE, LOCAL})
    void theRestOfAMessageIsInTheSameBlock(String finisher) {
        Scene scene = Scene.of(finisher).says(REST);
        ObjectNode body =
                Json.object().put("model", scene.policy()).put("stream", true).put("max_tokens", 100);
        body.putArray("messages").addObject().put("role", "user").put("content", "Tell me a story");

        String events = scene.server().post("/v1/messages", body.toString()).body();

        assertThat(events).contains("oblix continued by ").containsOnlyOnce("event: content_block_start");
        assertThat(events).containsOnlyOnce("event: content_block_stop").doesNotContain("\"index\":1");
    }

    @Test
    void theSeamIsInATrailer() throws Exception {
        ObjectNode body = Json.object().put("model", "auto:local-first").put("stream", true);
        body.putArray("messages").addObject().put("role", "user").put("content", "Tell me a story");
        try (RawClient client = new RawClient(openAiCloud.port())) {
            assertThat(client.send(RawClient.post(body.toString())).answer().header("x-oblix-rescued"))
                    .isEmpty();
            openAiCloud.ollama.failNext(CUT);
            assertThat(client.send(RawClient.post(body.toString())).answer().header("x-oblix-rescued"))
                    .isEqualTo("identical");
            Scene.of(OPENAI).says(REST);
            assertThat(client.send(RawClient.post(body.toString())).answer().header("x-oblix-rescued"))
                    .isEqualTo("continued");
        }
    }
}
