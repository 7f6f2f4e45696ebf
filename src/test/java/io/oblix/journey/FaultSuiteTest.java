package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.StreamedReply;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import io.oblix.simulator.FaultCatalogue;
import io.oblix.simulator.SimulatedAnswer;
import io.oblix.simulator.SimulatedProvider;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each fault of the catalogue, with each provider as the one that fails, whole and streamed: the client gets the whole
 * answer once or an honest error, and nobody is called more often than helps.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultSuiteTest {

    private static final List<String> PIECES = List.of("Once ", "upon ", "a ", "time ", "in ", "a ", "land.");
    private static final String STORY = String.join("", PIECES);

    /** Who is asked first, and what by; the other one is Ollama, or OpenAI where Ollama is first. */
    enum First {
        OLLAMA("ollama:llama3.2:1b", "auto:local-first", "openai:gpt-4o-mini"),
        OPENAI("openai:gpt-4o-mini", "auto:cloud-first", "ollama:llama3.2:1b"),
        CLAUDE("claude:claude-sonnet-4-5", "auto:cloud-first", "ollama:llama3.2:1b");

        final String model;
        final String policy;
        final String otherModel;

        First(String model, String policy, String otherModel) {
            this.model = model;
            this.policy = policy;
            this.otherModel = otherModel;
        }

        SimulatedProvider failing(TestServer server) {
            return this == OLLAMA ? server.ollama : this == OPENAI ? server.openai : server.claude;
        }

        SimulatedProvider other(TestServer server) {
            return this == OLLAMA ? server.openai : server.ollama;
        }

        /** Short for the one that fails; the other one must not be hurried by a machine that is busy. */
        Map<String, String> settings() {
            String side = this == OLLAMA ? "local" : "cloud";
            return Map.of(
                    "oblix.cloud-model",
                    this == CLAUDE ? model : "openai:gpt-4o-mini",
                    "oblix." + side + ".timeout.first-token",
                    "300ms",
                    "oblix." + side + ".timeout.whole",
                    "300ms",
                    "oblix." + side + ".timeout.idle",
                    "300ms",
                    "oblix.retry.max-delay",
                    "10ms",
                    // One success, and no number of failures opens a breaker.
                    "oblix.breaker.window",
                    "1000",
                    "oblix.breaker.failure-rate",
                    "100");
        }
    }

    /**
     * How often a model is called that always fails so.
     *
     * @param whole for a whole answer, while there is another target
     * @param streamed for a stream, likewise
     * @param namedWhole for a whole answer, when the client named the model
     * @param namedStreamed for a stream, likewise
     * @param status what the client is then told
     */
    private record Calls(int whole, int streamed, int namedWhole, int namedStreamed, int status) {}

    private static Calls calls(String fault, First of) {
        boolean claude = of == First.CLAUDE;
        return switch (fault) {
            case "rate limit with a wait" -> new Calls(2, 2, 2, 2, 429);
            case "rate limit without a wait" -> new Calls(1, 1, 1, 1, 429);
            case "error 500" -> new Calls(2, 2, 2, 2, 500);
            case "overloaded" -> new Calls(1, 1, 2, 2, 503);
            // Claude says that it is overloaded, the others that they failed.
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

    private final Map<First, TestServer> servers = new LinkedHashMap<>();

    @BeforeAll
    void start() throws Exception {
        for (First first : First.values()) {
            servers.put(first, new TestServer(first.settings()));
        }
    }

    @AfterAll
    void stop() {
        servers.values().forEach(TestServer::close);
    }

    @BeforeEach
    void heal() {
        for (TestServer server : servers.values()) {
            for (SimulatedProvider provider : List.of(server.ollama, server.openai, server.claude)) {
                provider.heal();
                provider.answering(request -> new SimulatedAnswer(PIECES, "stop", 10));
            }
        }
    }

    /** What was learnt of a model that failed is forgotten by an answer. */
    private TestServer healed(First first) throws Exception {
        TestServer server = server(first);
        assertThat(server.hello(first.model).statusCode()).isEqualTo(200);
        assertThat(server.hello(first.otherModel).statusCode()).isEqualTo(200);
        return server;
    }

    private TestServer server(First first) {
        TestServer server = servers.get(first);
        if (server == null) {
            throw new AssertionError(first);
        }
        return server;
    }

    static Stream<Arguments> all() {
        List<Arguments> all = new ArrayList<>();
        for (String fault : FaultCatalogue.all().keySet()) {
            for (First first : First.values()) {
                all.add(Arguments.of(first, fault, false));
                all.add(Arguments.of(first, fault, true));
            }
        }
        return all.stream();
    }

    private static String chat(String model, boolean streamed) {
        return "{\"model\":\"" + model + "\",\"stream\":" + streamed
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Tell me a story\"}]}";
    }

    private static void assertWhole(HttpResponse<String> answer, boolean streamed) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        if (streamed) {
            StreamedReply reply = StreamedReply.of(answer);
            assertThat(reply.text()).as("%s", reply).isEqualTo(STORY);
            assertThat(reply.isWhole()).as("%s", reply).isTrue();
        } else {
            assertThat(TestServer.json(answer).at("/choices/0/message/content").asText())
                    .isEqualTo(STORY);
        }
    }

    private static boolean isInTheMiddle(String fault) {
        return fault.contains("middle") || fault.equals("no terminator") || fault.startsWith("body shorter");
    }

    @ParameterizedTest(name = "{0}: {1}, streamed: {2}")
    @MethodSource("all")
    void theCallerGetsTheWholeAnswerOnce(First first, String fault, boolean streamed) throws Exception {
        TestServer server = healed(first);
        SimulatedProvider failing = first.failing(server);
        SimulatedProvider other = first.other(server);
        int before = failing.chatCount();
        int otherBefore = other.chatCount();
        failing.failAlways(FaultCatalogue.named(fault));

        HttpResponse<String> answer = server.chat(chat(first.policy, streamed));

        Calls calls = calls(fault, first);
        int expected = streamed ? calls.streamed : calls.whole;
        assertThat(failing.chatCount() - before).isEqualTo(expected);
        boolean callersToMend =
                fault.equals("content policy") || (fault.equals("context exceeded") && first != First.OLLAMA);
        boolean answersItself = fault.equals("no terminator") && first == First.OPENAI && !streamed;
        if (callersToMend) {
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
    void aModelThatTheCallerNamedIsNeverReplaced(First first, String fault, boolean streamed) throws Exception {
        TestServer server = healed(first);
        SimulatedProvider failing = first.failing(server);
        int before = failing.chatCount();
        int others = chats(server) - before;
        failing.failAlways(FaultCatalogue.named(fault));

        HttpResponse<String> answer = server.chat(chat(first.model, streamed));

        assertThat(chats(server) - failing.chatCount()).isEqualTo(others);
        Calls calls = calls(fault, first);
        if (fault.equals("no terminator") && first == First.OPENAI && !streamed) {
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

    private static int chats(TestServer server) {
        return server.ollama.chatCount() + server.openai.chatCount() + server.claude.chatCount();
    }

    /** What has come is the beginning of the answer, said once, and it does not pass for all of it. */
    private static void assertHonest(StreamedReply reply, String... named) {
        assertThat(STORY).startsWith(reply.text());
        assertThat(reply.finishReasons).isEmpty();
        assertThat(reply.done).isFalse();
        assertThat(reply.errorText()).contains(named);
    }

    @ParameterizedTest(name = "{0}: {1}, streamed: {2}")
    @MethodSource("all")
    void whenBothFailOneErrorNamesThem(First first, String fault, boolean streamed) throws Exception {
        TestServer server = healed(first);
        SimulatedProvider failing = first.failing(server);
        SimulatedProvider other = first.other(server);
        int before = failing.chatCount();
        int otherBefore = other.chatCount();
        failing.failAlways(FaultCatalogue.named(fault));
        // Quick, and of a kind that is asked twice.
        other.failAlways(Fault.Status.of(500));

        HttpResponse<String> answer = server.chat(chat(first.policy, streamed));

        Calls calls = calls(fault, first);
        int expected = streamed ? calls.streamed : calls.whole;
        if (fault.equals("no terminator") && first == First.OPENAI && !streamed) {
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

    static Stream<Arguments> passing() {
        return Stream.of(
                        "rate limit with a wait",
                        "error 500",
                        "connection closed before headers",
                        "connection reset before headers")
                .flatMap(fault -> Stream.of(First.values())
                        .flatMap(first ->
                                Stream.of(Arguments.of(first, fault, false), Arguments.of(first, fault, true))));
    }

    @ParameterizedTest(name = "{0}: {1}, streamed: {2}")
    @MethodSource("passing")
    void whatPassesIsWaitedFor(First first, String fault, boolean streamed) throws Exception {
        TestServer server = healed(first);
        SimulatedProvider failing = first.failing(server);
        int before = failing.chatCount();
        int otherBefore = first.other(server).chatCount();
        failing.failNext(FaultCatalogue.named(fault));

        HttpResponse<String> answer = server.chat(chat(first.policy, streamed));

        assertWhole(answer, streamed);
        assertThat(TestServer.header(answer, "x-oblix-model")).isEqualTo(first.model);
        assertThat(TestServer.header(answer, "x-oblix-attempts")).isEqualTo("2");
        assertThat(failing.chatCount() - before).isEqualTo(2);
        assertThat(first.other(server).chatCount()).isEqualTo(otherBefore);
    }
}
