package io.oblix.journey;

import static io.oblix.fixture.TestServer.CLAUDE;
import static io.oblix.fixture.TestServer.LOCAL;
import static io.oblix.fixture.TestServer.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.Story;
import io.oblix.fixture.StreamedReply;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import io.oblix.simulator.FaultCatalogue;
import io.oblix.simulator.SimulatedProvider;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each fault of the catalogue, with each provider as the one that fails, whole and streamed: the client gets the whole
 * answer once or an honest error, and no model is asked more often than helps.
 */
class FaultSuiteTest {

    /** The provider that fails; the other one is Ollama, or OpenAI where Ollama fails. */
    enum First {
        OLLAMA(LOCAL, "auto:local-first", OPENAI),
        OPEN_AI(OPENAI, "auto:cloud-first", LOCAL),
        ANTHROPIC(CLAUDE, "auto:cloud-first", LOCAL);

        final String model;
        final String policy;
        final String otherModel;

        First(String model, String policy, String otherModel) {
            this.model = model;
            this.policy = policy;
            this.otherModel = otherModel;
        }

        /** Timeouts are short for the one that fails; a busy machine must not time the other one out. */
        TestServer server() {
            String side = this == OLLAMA ? "local" : "cloud";
            return new TestServer(Map.of(
                    "oblix.cloud-model",
                    this == ANTHROPIC ? model : OPENAI,
                    "oblix." + side + ".timeout.first-token",
                    "200ms",
                    "oblix." + side + ".timeout.whole",
                    "200ms",
                    "oblix." + side + ".timeout.idle",
                    "200ms",
                    "oblix.retry.max-delay",
                    "10ms"));
        }
    }

    @RegisterExtension
    static final TestServer ollamaFirst = First.OLLAMA.server();

    @RegisterExtension
    static final TestServer openAiFirst = First.OPEN_AI.server();

    @RegisterExtension
    static final TestServer claudeFirst = First.ANTHROPIC.server();

    /**
     * How often a model that always fails is called.
     *
     * @param whole for a whole answer, while there is another target
     * @param streamed for a stream, while there is another target
     * @param namedWhole for a whole answer, when the client named the model
     * @param namedStreamed for a stream, when the client named the model
     * @param status of the error that the client gets when it named the model
     */
    private record Calls(int whole, int streamed, int namedWhole, int namedStreamed, int status) {}

    private static Calls calls(String fault, First of) {
        boolean claude = of == First.ANTHROPIC;
        return switch (fault) {
            case "rate limit with a wait" -> new Calls(2, 2, 2, 2, 429);
            case "rate limit without a wait" -> new Calls(1, 1, 1, 1, 429);
            case "error 500" -> new Calls(2, 2, 2, 2, 500);
            case "overloaded" -> new Calls(1, 1, 2, 2, 503);
            // Claude reports that it is overloaded, the others that they failed.
            case "error as the first event of a stream" ->
                claude ? new Calls(1, 1, 2, 2, 503) : new Calls(2, 2, 2, 2, 500);
            case "error event in the middle" -> claude ? new Calls(1, 1, 2, 2, 503) : new Calls(2, 1, 2, 2, 500);
            case "connection closed before headers", "connection reset before headers" -> new Calls(2, 2, 2, 2, 502);
            case "no headers", "late first token" -> new Calls(1, 1, 1, 1, 504);
            case "empty 200", "empty 200 stream", "portal page", "dead key" -> new Calls(1, 1, 1, 1, 502);
            case "context exceeded", "content policy" -> new Calls(1, 1, 1, 1, 400);
            case "model not found" -> new Calls(1, 1, 1, 1, 404);
            case "cut before the first token", "cut in the middle", "body shorter than its length" ->
                new Calls(1, 1, 2, 2, 502);
            case "stalled in the middle" -> new Calls(1, 1, 1, 2, 504);
            case "malformed event in the middle", "no terminator" -> new Calls(1, 1, 1, 2, 502);
            default -> throw new AssertionError("no expectation for the fault '" + fault + "'");
        };
    }

    /** The server for it, healed, and with what it had learnt of earlier failures forgotten. */
    private static TestServer healed(First first) {
        TestServer server =
                switch (first) {
                    case OLLAMA -> ollamaFirst;
                    case OPEN_AI -> openAiFirst;
                    case ANTHROPIC -> claudeFirst;
                };
        Story.reset(server);
        return server;
    }

    private static Stream<Arguments> each(Stream<String> faults) {
        return faults.flatMap(fault -> Stream.of(First.values())
                .flatMap(first -> Stream.of(Arguments.of(first, fault, false), Arguments.of(first, fault, true))));
    }

    static Stream<Arguments> all() {
        return each(FaultCatalogue.all().keySet().stream());
    }

    static Stream<Arguments> transientFaults() {
        return each(Stream.of(
                "rate limit with a wait",
                "error 500",
                "connection closed before headers",
                "connection reset before headers"));
    }

    private static void assertWhole(HttpResponse<String> answer, boolean streamed) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        if (streamed) {
            StreamedReply reply = StreamedReply.of(answer);
            assertThat(reply.text()).as("%s", reply).isEqualTo(Story.TEXT);
            assertThat(reply.isWhole()).as("%s", reply).isTrue();
        } else {
            assertThat(TestServer.json(answer).at("/choices/0/message/content").asText())
                    .isEqualTo(Story.TEXT);
        }
    }

    private static boolean isInTheMiddle(String fault) {
        return fault.contains("middle") || fault.equals("no terminator") || fault.startsWith("body shorter");
    }

    @ParameterizedTest(name = "{0}: {1}, streamed: {2}")
    @MethodSource("all")
    void theClientGetsTheWholeAnswerOnce(First first, String fault, boolean streamed) {
        TestServer server = healed(first);
        SimulatedProvider failing = server.provider(first.model);
        SimulatedProvider other = server.provider(first.otherModel);
        int before = failing.chatCount();
        int otherBefore = other.chatCount();
        failing.failAlways(FaultCatalogue.named(fault));

        HttpResponse<String> answer = server.hello(first.policy, streamed);

        Calls calls = calls(fault, first);
        int expected = streamed ? calls.streamed : calls.whole;
        assertThat(failing.chatCount() - before).isEqualTo(expected);
        // The window that OpenAI's model names is smaller than the local model's, which is asked; Claude's is larger.
        boolean isMistake =
                fault.equals("content policy") || (fault.equals("context exceeded") && first == First.ANTHROPIC);
        boolean answersItself = fault.equals("no terminator") && first == First.OPEN_AI && !streamed;
        if (isMistake) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertThat(other.chatCount()).isEqualTo(otherBefore);
            return;
        }
        assertWhole(answer, streamed);
        assertThat(other.chatCount() - otherBefore).isEqualTo(answersItself ? 0 : 1);
        if (!streamed || !isInTheMiddle(fault)) {
            assertThat(TestServer.header(answer, "x-oblix-model"))
                    .isEqualTo(answersItself ? first.model : first.otherModel);
            assertThat(TestServer.header(answer, "x-oblix-fallback")).isEqualTo(Boolean.toString(!answersItself));
            assertThat(TestServer.header(answer, "x-oblix-attempts"))
                    .isEqualTo(Integer.toString(answersItself ? 1 : expected + 1));
        }
    }

    @ParameterizedTest(name = "{0}: {1}, streamed: {2}")
    @MethodSource("all")
    void aModelThatTheClientNamedIsNeverReplaced(First first, String fault, boolean streamed) {
        TestServer server = healed(first);
        SimulatedProvider failing = server.provider(first.model);
        int before = failing.chatCount();
        int others = server.chatCount() - before;
        failing.failAlways(FaultCatalogue.named(fault));

        HttpResponse<String> answer = server.hello(first.model, streamed);

        assertThat(server.chatCount() - failing.chatCount()).isEqualTo(others);
        Calls calls = calls(fault, first);
        if (fault.equals("no terminator") && first == First.OPEN_AI && !streamed) {
            assertWhole(answer, false);
            return;
        }
        assertThat(failing.chatCount() - before).isEqualTo(streamed ? calls.namedStreamed : calls.namedWhole);
        if (answer.statusCode() == 200) {
            assertThat(isInTheMiddle(fault) && streamed).isTrue();
            assertHonest(StreamedReply.of(answer), first.model);
            return;
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(calls.status);
        assertThat(TestServer.json(answer).at("/error/message").asText()).startsWith(first.model + ": ");
        if (fault.equals("dead key")) {
            assertThat(TestServer.json(answer).at("/error/code").asText()).isEqualTo("provider_key_rejected");
        }
    }

    /** What was sent is the beginning of the answer, once, and does not pass for the whole. */
    private static void assertHonest(StreamedReply reply, String... named) {
        assertThat(Story.TEXT).startsWith(reply.text());
        assertThat(reply.finishReasons).isEmpty();
        assertThat(reply.done).isFalse();
        assertThat(reply.errorText()).contains(named);
    }

    @ParameterizedTest(name = "{0}: {1}, streamed: {2}")
    @MethodSource("all")
    void whenBothFailTheErrorNamesBoth(First first, String fault, boolean streamed) {
        TestServer server = healed(first);
        SimulatedProvider failing = server.provider(first.model);
        SimulatedProvider other = server.provider(first.otherModel);
        int before = failing.chatCount();
        int otherBefore = other.chatCount();
        failing.failAlways(FaultCatalogue.named(fault));
        // A quick failure, and one that is retried once.
        other.failAlways(Fault.Status.of(500));

        HttpResponse<String> answer = server.hello(first.policy, streamed);

        Calls calls = calls(fault, first);
        int expected = streamed ? calls.streamed : calls.whole;
        if (fault.equals("no terminator") && first == First.OPEN_AI && !streamed) {
            assertWhole(answer, false);
        } else if (answer.statusCode() == 200) {
            assertThat(isInTheMiddle(fault) && streamed).isTrue();
            assertHonest(StreamedReply.of(answer), first.model + ": ", first.otherModel + ": HTTP 500");
            assertThat(failing.chatCount() - before).isEqualTo(expected + 1);
            assertThat(other.chatCount() - otherBefore).isEqualTo(2);
        } else if (answer.statusCode() == 400) {
            assertThat(fault).isIn("content policy", "context exceeded");
            assertThat(other.chatCount()).isEqualTo(otherBefore);
        } else {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(502);
            assertThat(TestServer.json(answer).at("/error/message").asText())
                    .contains(first.model + ": ", first.otherModel + ": HTTP 500", "Try again in ");
            assertThat(TestServer.json(answer).at("/error/code").asText())
                    .isEqualTo(fault.equals("dead key") ? "provider_key_rejected" : "all_targets_failed");
            assertThat(answer.headers().firstValue("retry-after")).isPresent();
            assertThat(failing.chatCount() - before).isEqualTo(expected);
            assertThat(other.chatCount() - otherBefore).isEqualTo(2);
        }
    }

    @ParameterizedTest(name = "{0}: {1}, streamed: {2}")
    @MethodSource("transientFaults")
    void aTransientFaultIsRetried(First first, String fault, boolean streamed) {
        TestServer server = healed(first);
        SimulatedProvider failing = server.provider(first.model);
        int before = failing.chatCount();
        int otherBefore = server.provider(first.otherModel).chatCount();
        failing.failNext(FaultCatalogue.named(fault));

        HttpResponse<String> answer = server.hello(first.policy, streamed);

        assertWhole(answer, streamed);
        assertThat(TestServer.header(answer, "x-oblix-model")).isEqualTo(first.model);
        assertThat(TestServer.header(answer, "x-oblix-attempts")).isEqualTo("2");
        assertThat(failing.chatCount() - before).isEqualTo(2);
        assertThat(server.provider(first.otherModel).chatCount()).isEqualTo(otherBefore);
    }
}
