package io.oblix.journey;

import static io.oblix.fixture.TestServer.CLAUDE;
import static io.oblix.fixture.TestServer.LOCAL;
import static io.oblix.fixture.TestServer.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.Await;
import io.oblix.fixture.RawClient;
import io.oblix.fixture.Story;
import io.oblix.fixture.StreamedReply;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import io.oblix.simulator.SimulatedAnswer;
import io.oblix.simulator.SimulatedProvider;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a stream that breaks off is not finished by another model, it ends in an error and never passes for whole. */
@Tag("streams")
class RescueLimitsTest {

    private static final Map<String, String> SETTINGS = Map.of(
            "oblix.timeout.first-token", "400ms", "oblix.timeout.idle", "400ms", "oblix.retry.max-delay", "10ms");

    @RegisterExtension
    static final TestServer server = new TestServer(SETTINGS);

    @BeforeEach
    void tellStories() {
        Story.reset(server);
    }

    private static void assertUnfinished(StreamedReply reply) {
        assertThat(reply.error).as("%s", reply).isNotNull();
        assertThat(reply.finishReasons).isEmpty();
        assertThat(reply.done).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {LOCAL, OPENAI, CLAUDE})
    void aModelThatTheClientNamedIsAskedOnceMoreAndNoOther(String model) {
        SimulatedProvider provider = server.provider(model);
        int before = server.chatCount();
        int asked = provider.chatCount();
        provider.failNext(new Fault.Malformed(3));

        StreamedReply whole = Story.stream(server, model);
        assertThat(whole.text()).isEqualTo(Story.TEXT);
        assertThat(whole.isWhole()).isTrue();
        assertThat(whole.models).hasSize(1);
        assertThat(provider.chatCount() - asked).isEqualTo(2);
        assertThat(server.chatCount() - before).isEqualTo(2);

        provider.failAlways(new Fault.Cut(3));
        StreamedReply lost = Story.stream(server, model);

        assertThat(lost.text()).startsWith("Once upon a ").doesNotContain("Once upon a Once");
        assertThat(lost.errorText()).startsWith(model + ": broke off");
        assertUnfinished(lost);
        assertThat(provider.chatCount() - asked).isEqualTo(4);
        assertThat(server.chatCount() - before).isEqualTo(4);
    }

    @Test
    void anotherAnswerIsNeverMixedIn() {
        server.openai.answering(request -> SimulatedAnswer.of("Once upon another time. ", 10));
        server.ollama.failAlways(new Fault.Cut(3));

        StreamedReply reply = Story.stream(server, "auto:local-first");

        assertThat(reply.text()).startsWith("Once upon a ").doesNotContain("another", "Once upon a Once");
        assertUnfinished(reply);
        assertThat(reply.errorCode()).isEqualTo("all_targets_failed");
        assertThat(reply.errorText())
                .contains(LOCAL + ": broke off")
                .contains(OPENAI + ": its answer differs from the one that had begun");
        assertThat(reply.comments).noneMatch(comment -> comment.contains("continued by " + OPENAI));
    }

    @Test
    void aHalfSentToolCallIsNeitherContinuedNorCompleted() {
        server.ollama.failNext(Story.ollamaSends(
                "{\"message\":{\"content\":\"I look. \"}}",
                "{\"message\":{\"content\":\"\",\"tool_calls\":["
                        + "{\"function\":{\"name\":\"look\",\"arguments\":{\"at\":\"it\"}}}]}}"));
        int asked = server.chatCount();

        StreamedReply reply = Story.stream(server, "auto:local-first");

        assertThat(reply.errorText()).startsWith(LOCAL + ": broke off");
        assertUnfinished(reply);
        assertThat(server.chatCount() - asked).isEqualTo(1);
    }

    @Test
    void severalAnswersToOneRequestAreNotRescued() {
        server.openai.failNext(new Fault.Cut(2));
        int asked = server.chatCount();

        StreamedReply reply = Story.stream(server, "auto:cloud-first", body -> body.put("n", 2));

        assertThat(reply.errorText()).startsWith(OPENAI + ": broke off");
        assertThat(reply.done).isFalse();
        assertThat(server.chatCount() - asked).isEqualTo(1);
    }

    @Test
    void anAnswerThatHasEndedIsWholeWhateverFollows() {
        String head = "{\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":";
        String events = String.join(
                "\n\n",
                "data: " + head + "[{\"index\":0,\"delta\":{\"content\":\"Hi\"},\"finish_reason\":null}]}",
                "data: " + head + "[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}",
                "data: {\"half an ev",
                "");
        server.openai.failNext(new Fault.Status(200, "text/event-stream", events, Map.of()));
        int asked = server.chatCount();

        StreamedReply reply = Story.stream(server, "auto:cloud-first");

        assertThat(reply.text()).isEqualTo("Hi");
        assertThat(reply.isWhole()).isTrue();
        assertThat(server.chatCount() - asked).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "auto:local-first", "auto:cloud-first", "auto:private", LOCAL})
    void aLocalOnlyRequestIsNeverRescuedByACloud(String model) {
        server.ollama.failAlways(new Fault.Cut(2));
        int asked = server.openai.chatCount() + server.claude.chatCount();

        StreamedReply reply = Story.stream(server, model, "X-Oblix-Privacy", "local-only");

        assertThat(reply.text()).startsWith("Once ");
        assertUnfinished(reply);
        assertThat(server.openai.chatCount() + server.claude.chatCount()).isEqualTo(asked);
    }

    @Test
    void whenAllBreakOffTheErrorNamesEachAndNoneIsAskedTooOften() {
        server.ollama.failAlways(new Fault.Stall(2));
        server.openai.failAlways(new Fault.Stall(3));
        int asked = server.chatCount();

        StreamedReply reply = Story.stream(server, "auto:local-first");

        assertThat(reply.text()).isEqualTo("Once upon ");
        assertUnfinished(reply);
        assertThat(reply.errorText()).contains(LOCAL + ": fell silent", OPENAI + ": fell silent");
        assertThat(server.chatCount() - asked).isEqualTo(3);
    }

    @Test
    void theTotalTimeBoundsARescueToo() {
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.put("oblix.timeout.total", "300ms");
        try (TestServer hurried = new TestServer(settings)) {
            hurried.ollama.failAlways(new Fault.Stall(2));

            StreamedReply reply = Story.stream(hurried, "auto:local-first");

            assertThat(reply.errorText()).contains("the time for the whole request was over");
            assertThat(hurried.openai.chatCount()).isZero();
            assertThat(hurried.ollama.chatCount()).isEqualTo(1);
        }
    }

    @Test
    void aClientThatLeavesEndsTheRescue() throws Exception {
        server.ollama.failNext(new Fault.Cut(2));
        server.openai.failNext(new Fault.Stall(0));
        int asked = server.openai.chatCount();
        int dropped = server.openai.droppedCount();
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.post(TestServer.helloBody("auto:local-first", true)));
            Await.until("the rescue has begun", () -> server.openai.chatCount() == asked + 1);
        }

        Await.until("the rescue is over", () -> server.openai.droppedCount() == dropped + 1);
    }

    @Test
    void aModelWithAnOpenCircuitRescuesNothing() {
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.put("oblix.breaker.window", "2");
        settings.put("oblix.breaker.open-duration", "20s");
        try (TestServer breaking = new TestServer(settings)) {
            Story.reset(breaking);
            breaking.openai.failAlways(Fault.Status.of(500));
            for (int i = 0; i < 2; i++) {
                breaking.hello(OPENAI);
            }
            assertThat(breaking.hello(OPENAI).statusCode()).isEqualTo(503);
            int asked = breaking.openai.chatCount();
            breaking.ollama.failNext(new Fault.Cut(3));

            StreamedReply reply = Story.stream(breaking, "auto:local-first");

            assertThat(reply.text()).isEqualTo(Story.TEXT);
            assertThat(reply.isWhole()).isTrue();
            assertThat(breaking.openai.chatCount()).isEqualTo(asked);
        }
    }
}
