package io.oblix.journey;

import static io.oblix.fixture.TestServer.CLAUDE;
import static io.oblix.fixture.TestServer.LOCAL;
import static io.oblix.fixture.TestServer.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.Asked;
import io.oblix.fixture.Parallel;
import io.oblix.fixture.Story;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.ClientApi;
import io.oblix.simulator.Fault;
import io.oblix.simulator.FaultCatalogue;
import io.oblix.simulator.Heard.End;
import io.oblix.simulator.SimulatedProvider;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.MultipleFailuresError;

/**
 * Each fault of the catalogue, with each provider as the one that fails, in each dialect, whole and streamed: the client
 * gets the whole answer once or an honest error, and no model is asked more often than helps. The three servers are asked
 * at a time, since most of the time goes by waiting.
 */
@Tag("streams")
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
                    PATIENCE,
                    "oblix." + side + ".timeout.whole",
                    PATIENCE,
                    "oblix." + side + ".timeout.idle",
                    PATIENCE,
                    // All hang at a time.
                    "oblix.ollama.max-in-flight",
                    "64",
                    // As at OpenAI itself, which gets what a client of its Responses sends as it is.
                    "oblix.openai.responses",
                    "on",
                    "oblix.retry.max-delay",
                    "1ms"));
        }
    }

    private static final String PATIENCE = "500ms";

    /** Faults of which a model says nothing for so long. */
    private static final Set<String> SILENT = Set.of("no headers", "late first token", "stalled in the middle");

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
     * @param status of the error that a client of chat completions gets when it named the model
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

    static Collection<String> faults() {
        return FaultCatalogue.all().keySet();
    }

    private static boolean isInTheMiddle(String fault) {
        return fault.contains("middle") || fault.equals("no terminator") || fault.startsWith("body shorter");
    }

    /** A provider that fails, and one request to its server. */
    private record Case(First first, TestServer server, String fault, ClientApi api, boolean streamed) {

        SimulatedProvider failing() {
            return server.provider(first.model);
        }

        SimulatedProvider other() {
            return server.provider(first.otherModel);
        }

        Asked ask(String model) {
            return Asked.of(server, api, model, streamed);
        }

        /** Whether the provider is asked for a whole answer, as OpenAI's are and those that it passes on as they are. */
        private boolean isAskedForWhole() {
            return !streamed
                    && switch (first) {
                        case OPEN_AI -> true;
                        case ANTHROPIC -> api == ClientApi.MESSAGES;
                        case OLLAMA -> isOllamas();
                    };
        }

        private boolean isOllamas() {
            return api == ClientApi.OLLAMA_CHAT || api == ClientApi.OLLAMA_GENERATE;
        }

        /** Whole answers have no end that could be missing. */
        boolean isNoFault() {
            return fault.equals("no terminator") && isAskedForWhole();
        }

        boolean hasBegun() {
            return streamed && isInTheMiddle(fault);
        }

        /** A completion is no turn of a conversation, so no model is asked for the rest. */
        boolean isBeyondRescue() {
            return hasBegun() && api == ClientApi.COMPLETIONS;
        }

        /** How often the failing model is called while there is another target. */
        int calls() {
            return streamed ? expected().streamed : expected().whole;
        }

        /** How often it is called when the client named it. */
        int callsWhenNamed() {
            if (isBeyondRescue()) {
                return 1;
            }
            return streamed ? expected().namedStreamed : expected().namedWhole;
        }

        private Calls expected() {
            boolean event = fault.startsWith("error as the first event") || fault.startsWith("error event");
            return FaultSuiteTest.calls(
                    event && first == First.ANTHROPIC && isAskedForWhole() ? "error 500" : fault, first);
        }

        /** The status when the client named the model, in the words of its dialect. */
        int status() {
            int chats = expected().status;
            return switch (api) {
                case MESSAGES -> chats == 503 ? 529 : chats;
                // Codex asks thirty times after a 502, and neither a name nor a key gets better by that.
                case RESPONSES -> chats == 404 || fault.equals("dead key") ? 400 : chats;
                // What Ollama itself says is passed on, and a quota is no queue.
                case OLLAMA_CHAT, OLLAMA_GENERATE ->
                    chats == 429
                                    && (first == First.OPEN_AI
                                            || (first == First.ANTHROPIC && fault.endsWith("with a wait")))
                            ? 503
                            : chats;
                default -> chats;
            };
        }

        @Override
        public String toString() {
            return first + " in " + api + (streamed ? ", streamed" : "");
        }
    }

    /**
     * Each provider as the one that fails, with each dialect, whole and streamed.
     *
     * @param breakDown has the providers of a server fail
     */
    private static void each(String fault, Consumer<Case> breakDown, Consumer<Case> check) {
        List<AssertionError> failures = Collections.synchronizedList(new ArrayList<>());
        Consumer<Case> collecting = one -> {
            try {
                check.accept(one);
            } catch (AssertionError wrong) {
                failures.add(wrong);
            }
        };
        Parallel.each(List.of(First.values()), first -> {
            TestServer server =
                    switch (first) {
                        case OLLAMA -> ollamaFirst;
                        case OPEN_AI -> openAiFirst;
                        case ANTHROPIC -> claudeFirst;
                    };
            Story.reset(server);
            List<Case> cases = new ArrayList<>();
            Stream.of(ClientApi.values()).filter(ClientApi::streams).forEach(api -> {
                cases.add(new Case(first, server, fault, api, false));
                cases.add(new Case(first, server, fault, api, true));
            });
            if (SILENT.contains(fault)) {
                showThatAllAreAnsweredAtATime(server, cases);
                breakDown.accept(cases.get(0));
                Parallel.each(cases, collecting);
                return;
            }
            for (Case one : cases) {
                server.providers().forEach(SimulatedProvider::heal);
                breakDown.accept(one);
                collecting.accept(one);
            }
        });
        if (!failures.isEmpty()) {
            throw new MultipleFailuresError(fault, failures);
        }
    }

    /** Else those that a local model may answer in turn are given the more time the more there are. */
    private static void showThatAllAreAnsweredAtATime(TestServer server, List<Case> cases) {
        server.ollama.pausing(20);
        Parallel.each(
                cases, one -> assertThat(server.hello(LOCAL, true).statusCode()).isEqualTo(200));
        server.ollama.pausing(0);
    }

    private static void assertWhole(Case one, Asked asked) {
        assertThat(asked.status()).as("%s: %s", one, asked.body()).isEqualTo(200);
        assertThat(asked.heard().end()).as("%s: %s", one, asked.body()).isEqualTo(End.WHOLE);
        assertThat(asked.heard().text()).as("%s", one).isEqualTo(Story.TEXT);
    }

    /** What was sent is the beginning of the answer, once, and does not pass for the whole. */
    private static void assertHonest(Case one, Asked asked, String... named) {
        assertThat(one.hasBegun()).as("%s", one).isTrue();
        assertThat(asked.heard().end()).as("%s: %s", one, asked.body()).isEqualTo(End.ERROR);
        assertThat(Story.TEXT).as("%s", one).startsWith(asked.heard().text());
        assertThat(asked.heard().detail()).as("%s", one).contains(named);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void theClientGetsTheWholeAnswerOnce(String fault) {
        each(fault, one -> one.failing().failAlways(FaultCatalogue.named(fault)), one -> {
            Asked asked = one.ask(one.first.policy);

            assertThat(asked.calls(one.failing())).as("%s", one).isEqualTo(one.calls());
            if (one.isBeyondRescue()) {
                assertHonest(one, asked, one.first.model);
                assertThat(asked.calls(one.other())).as("%s", one).isZero();
                return;
            }
            // The window that OpenAI's model names is smaller than the local model's, which is asked; Claude's is
            // larger.
            boolean isMistake = fault.equals("content policy")
                    || (fault.equals("context exceeded") && one.first == First.ANTHROPIC);
            if (isMistake) {
                assertThat(asked.status()).as("%s: %s", one, asked.body()).isEqualTo(400);
                assertThat(asked.calls(one.other())).as("%s", one).isZero();
                return;
            }
            assertWhole(one, asked);
            assertThat(asked.calls(one.other())).as("%s", one).isEqualTo(one.isNoFault() ? 0 : 1);
            if (!one.hasBegun()) {
                assertThat(asked.header("x-oblix-model"))
                        .as("%s", one)
                        .isEqualTo(one.isNoFault() ? one.first.model : one.first.otherModel);
                assertThat(asked.header("x-oblix-fallback")).isEqualTo(Boolean.toString(!one.isNoFault()));
                assertThat(asked.header("x-oblix-attempts"))
                        .isEqualTo(Integer.toString(one.isNoFault() ? 1 : one.calls() + 1));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aModelThatTheClientNamedIsNeverReplaced(String fault) {
        each(fault, one -> one.failing().failAlways(FaultCatalogue.named(fault)), one -> {
            Asked asked = one.ask(one.first.model);

            assertThat(one.server.providers())
                    .filteredOn(provider -> provider != one.failing())
                    .as("%s", one)
                    .allMatch(provider -> asked.calls(provider) == 0);
            if (one.isNoFault()) {
                assertWhole(one, asked);
                return;
            }
            assertThat(asked.calls(one.failing())).as("%s", one).isEqualTo(one.callsWhenNamed());
            if (asked.status() == 200) {
                assertHonest(one, asked, one.api == ClientApi.CHAT ? one.first.model : "");
                return;
            }
            assertThat(asked.heard().end()).as("%s: %s", one, asked.body()).isEqualTo(End.ERROR);
            assertThat(asked.status()).as("%s: %s", one, asked.body()).isEqualTo(one.status());
            if (one.api == ClientApi.CHAT) {
                assertThat(asked.heard().detail()).startsWith(one.first.model + ": ");
            }
            if (fault.equals("dead key") && one.api == ClientApi.CHAT) {
                assertThat(asked.heard().code()).isEqualTo("provider_key_rejected");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("faults")
    void whenBothFailTheErrorNamesBoth(String fault) {
        Consumer<Case> breakDown = one -> {
            one.failing().failAlways(FaultCatalogue.named(fault));
            // A quick failure, and one that is retried once.
            one.other().failAlways(Fault.Status.of(500));
        };
        each(fault, breakDown, one -> {
            Asked asked = one.ask(one.first.policy);

            if (one.isNoFault()) {
                assertWhole(one, asked);
            } else if (one.isBeyondRescue()) {
                assertHonest(one, asked, one.first.model);
                assertThat(asked.calls(one.failing())).as("%s", one).isEqualTo(1);
                assertThat(asked.calls(one.other())).as("%s", one).isZero();
            } else if (asked.status() == 200) {
                assertHonest(one, asked, one.first.model + ": ", one.first.otherModel + ": HTTP 500");
                assertThat(asked.calls(one.failing())).as("%s", one).isEqualTo(one.calls() + 1);
                assertThat(asked.calls(one.other())).as("%s", one).isEqualTo(2);
            } else if (asked.status() == 400) {
                assertThat(fault).isIn("content policy", "context exceeded");
                assertThat(asked.calls(one.other())).as("%s", one).isZero();
            } else {
                assertThat(asked.status()).as("%s: %s", one, asked.body()).isEqualTo(502);
                assertThat(asked.heard().detail())
                        .as("%s", one)
                        .contains(one.first.model + ": ", one.first.otherModel + ": HTTP 500", "Try again in ");
                if (one.api == ClientApi.CHAT) {
                    assertThat(asked.heard().code())
                            .isEqualTo(fault.equals("dead key") ? "provider_key_rejected" : "all_targets_failed");
                }
                assertThat(asked.header("retry-after")).as("%s", one).isNotEmpty();
                assertThat(asked.calls(one.failing())).as("%s", one).isEqualTo(one.calls());
                assertThat(asked.calls(one.other())).as("%s", one).isEqualTo(2);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rate limit with a wait",
                "error 500",
                "connection closed before headers",
                "connection reset before headers"
            })
    void aTransientFaultIsRetried(String fault) {
        each(fault, one -> one.failing().failNext(FaultCatalogue.named(fault)), one -> {
            Asked asked = one.ask(one.first.policy);

            assertWhole(one, asked);
            assertThat(asked.header("x-oblix-model")).as("%s", one).isEqualTo(one.first.model);
            assertThat(asked.header("x-oblix-attempts")).as("%s", one).isEqualTo("2");
            assertThat(asked.calls(one.failing())).as("%s", one).isEqualTo(2);
            assertThat(asked.calls(one.other())).as("%s", one).isZero();
        });
    }
}
