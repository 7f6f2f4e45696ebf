package io.oblix;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.simulator.Fault;
import io.oblix.simulator.SimulatedProvider;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When the first model fails before its first token, the other one answers, whole and streamed. */
class FallbackTest {

    private static final String STREAM =
            "{\"model\":\"%s\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(Map.of(
                "oblix.timeout.first-token", "500ms",
                "oblix.timeout.whole", "500ms",
                "oblix.timeout.idle", "500ms",
                "oblix.retry.max-delay", "10ms"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                        Fault.Status.of(500),
                        Fault.Status.of(503),
                        Fault.Status.of(429),
                        Fault.Status.of(401),
                        Fault.Status.of(404),
                        new Fault.Status(200, "text/html", "<html>Please log in</html>", Map.of()),
                        new Fault.Status(200, "text/event-stream", "", Map.of()),
                        new Fault.Hangup(),
                        new Fault.Silence(),
                        new Fault.Cut(0),
                        new Fault.Stall(0),
                        new Fault.Malformed(0),
                        new Fault.ErrorEvent(0))
                .flatMap(fault -> Stream.of(
                        Arguments.of("auto:local-first", fault, false),
                        Arguments.of("auto:local-first", fault, true),
                        Arguments.of("auto:cloud-first", fault, false),
                        Arguments.of("auto:cloud-first", fault, true)));
    }

    @Test
    void whatTheFirstProviderHasNoFormForTheOtherAnswers() throws Exception {
        HttpResponse<String> answer = server.chat(
                "{\"model\":\"auto:local-first\",\"n\":2,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(TestServer.header(answer, "x-oblix-fallback")).isEqualTo("true");
        assertThat(TestServer.header(answer, "x-oblix-attempts")).isEqualTo("1");
        assertThat(server.ollama.chatCount()).isZero();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void theOtherSideAnswers(String policy, Fault fault, boolean streamed) throws Exception {
        boolean localFirst = policy.endsWith("local-first");
        SimulatedProvider failing = localFirst ? server.ollama : server.openai;
        failing.failAlways(fault);

        HttpResponse<String> answer = streamed ? server.chat(String.format(STREAM, policy)) : server.hello(policy);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(TestServer.header(answer, "x-oblix-fallback")).isEqualTo("true");
        assertThat(TestServer.header(answer, "x-oblix-target")).isEqualTo(localFirst ? "cloud" : "local");
        assertThat(answer.body()).contains(localFirst ? "openai:gpt-4o-mini" : "ollama:llama3.2:1b");
        assertThat(answer.body()).doesNotContain("error");
        assertThat(failing.chatCount()).isBetween(1, 2);
        assertThat(TestServer.header(answer, "x-oblix-attempts")).isEqualTo(Integer.toString(failing.chatCount() + 1));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theOtherSideAnswersWhenTheFirstIsGone(boolean streamed) throws Exception {
        server.ollama.close();

        HttpResponse<String> answer =
                streamed ? server.chat(String.format(STREAM, "auto:local-first")) : server.hello("auto:local-first");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(TestServer.header(answer, "x-oblix-model")).isEqualTo("openai:gpt-4o-mini");
    }

    @Test
    void aWholeAnswerThatBreaksOffIsGivenByTheOtherSide() throws Exception {
        server.ollama.failAlways(new Fault.Cut(2));

        HttpResponse<String> answer = server.hello("auto:local-first");

        assertThat(TestServer.json(answer).path("model").asText()).isEqualTo("openai:gpt-4o-mini");
        assertThat(TestServer.header(answer, "x-oblix-fallback")).isEqualTo("true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ollama:llama3.2:1b", "openai:gpt-4o-mini", "claude:claude-sonnet-4-5"})
    void aStreamThatBreaksOffEndsInAnErrorAndNeverInAStop(String model) throws Exception {
        for (SimulatedProvider provider : new SimulatedProvider[] {server.ollama, server.openai, server.claude}) {
            provider.failAlways(new Fault.Cut(2));
        }

        HttpResponse<String> answer = server.chat(String.format(STREAM, model));

        assertThat(answer.body())
                .contains("You ")
                .contains("\"error\":{\"message\":\"" + model + ": broke off")
                .doesNotContain("\"finish_reason\":\"stop\"", "[DONE]");
    }

    @Test
    void whenAllFailTheErrorNamesEachAndWhatItSaid() throws Exception {
        server.ollama.failAlways(Fault.Status.of(500));
        server.openai.failAlways(Fault.Status.of(503).with("Retry-After", "7"));

        HttpResponse<String> answer = server.hello("auto");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(TestServer.json(answer).path("error").path("code").asText()).isEqualTo("all_targets_failed");
        assertThat(TestServer.json(answer).path("error").path("message").asText())
                .contains("ollama:llama3.2:1b: HTTP 500: simulated error 500")
                .contains("openai:gpt-4o-mini: HTTP 503: simulated error 503");
        assertThat(TestServer.header(answer, "retry-after")).isEqualTo("7");
        assertThat(TestServer.header(answer, "x-oblix-policy")).isEqualTo("auto");
        assertThat(TestServer.header(answer, "x-oblix-reason")).isEqualTo("local-is-enough");
        assertThat(TestServer.header(answer, "x-oblix-attempts")).isEqualTo("3");
        assertThat(TestServer.header(answer, "x-should-retry")).isEqualTo("false");
    }

    @Test
    void anExplicitModelIsNeverReplaced() throws Exception {
        server.openai.failAlways(Fault.Status.of(500));

        HttpResponse<String> answer = server.hello("openai:gpt-4o-mini");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(server.openai.chatCount()).isEqualTo(2);
        assertThat(server.ollama.chatCount()).isZero();
    }

    @Test
    void aRefusedKeyIsOurFaultAndNotTheCallers() throws Exception {
        server.claude.failAlways(Fault.Status.of(401));

        HttpResponse<String> answer = server.hello("claude:claude-sonnet-4-5");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(TestServer.json(answer).path("error").path("code").asText()).isEqualTo("provider_key_rejected");
    }

    @Test
    void aMistakeOfTheCallersIsToldAndNotTriedElsewhere() throws Exception {
        server.ollama.failAlways(Fault.Status.of(400));

        HttpResponse<String> answer = server.hello("auto");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(server.openai.chatCount()).isZero();
    }

    @Test
    void aBreakerLeavesAModelAloneThatKeepsFailing() throws Exception {
        server.ollama.failAlways(Fault.Status.of(500));
        for (int i = 0; i < 10; i++) {
            assertThat(server.hello("auto:local-first").statusCode()).isEqualTo(200);
        }

        assertThat(server.ollama.chatCount()).isLessThan(10);
        assertThat(server.get("/metrics").body())
                .contains("resilience4j_circuitbreaker_state{")
                .contains("name=\"ollama:llama3.2:1b at " + server.ollama.baseUrl() + "\",state=\"open\"} 1.0");
    }

    @Test
    void aLocalOnlyRequestNeverReachesTheCloud() throws Exception {
        server.ollama.failAlways(Fault.Status.of(500));
        String[] localOnly = {"X-Oblix-Privacy", "local-only"};

        assertThat(server.chat(String.format(TestServer.HELLO, "auto"), localOnly)
                        .statusCode())
                .isEqualTo(502);
        assertThat(server.chat(String.format(TestServer.HELLO, "auto:cloud-first"), localOnly)
                        .statusCode())
                .isEqualTo(502);
        assertThat(server.chat(String.format(TestServer.HELLO, "openai:gpt-4o-mini"), localOnly)
                        .statusCode())
                .isEqualTo(400);
        assertThat(server.hello("auto:private").statusCode()).isEqualTo(502);
        for (String[] twice : new String[][] {
            {"X-Oblix-Privacy", "any", "X-Oblix-Privacy", "local-only"}, {"X-Oblix-Privacy", " , LOCAL-ONLY"}
        }) {
            assertThat(server.chat(String.format(TestServer.HELLO, "openai:gpt-4o-mini"), twice)
                            .statusCode())
                    .isEqualTo(400);
        }
        assertThat(server.openai.chatCount()).isZero();
    }

    @Test
    void aBreakerLetsAModelBackThatHasRecovered() throws Exception {
        try (TestServer quick = new TestServer(Map.of("oblix.breaker.open-duration", "50ms"))) {
            quick.ollama.failAlways(Fault.Status.of(500));
            for (int i = 0; i < 6; i++) {
                quick.hello("auto:local-first");
            }
            quick.ollama.failAlways(null);

            Await.until("the local model is back", () -> target(quick).equals("local"));
        }
    }

    private static String target(TestServer server) {
        try {
            return TestServer.header(server.hello("auto:local-first"), "x-oblix-target");
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void streamsThatAlwaysBreakOffOpenTheBreaker() throws Exception {
        server.ollama.failAlways(new Fault.Cut(1));
        for (int i = 0; i < 5; i++) {
            server.chat(String.format(STREAM, "ollama:llama3.2:1b"));
        }

        assertThat(server.get("/metrics").body())
                .contains("name=\"ollama:llama3.2:1b at " + server.ollama.baseUrl() + "\",state=\"open\"} 1.0");
    }

    @Test
    void aRedirectIsNotFollowedWithOurKey() throws Exception {
        server.openai.failAlways(Fault.Status.of(307).with("Location", server.claude.baseUrl() + "/v1/messages"));

        HttpResponse<String> answer = server.hello("openai:gpt-4o-mini");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("redirects");
        assertThat(server.claude.chatCount()).isZero();
        assertThat(server.openai.chatCount()).isEqualTo(1);
    }

    @Test
    void oneRequestThatIsRefusedDoesNotCloseTheProvider() throws Exception {
        server.openai.failNext(Fault.Status.of(403));
        assertThat(server.hello("openai:gpt-4o-mini").statusCode()).isEqualTo(502);

        assertThat(server.get("/health").body()).doesNotContain("refused");
        assertThat(server.hello("auto:cloud-first").headers().firstValue("x-oblix-target"))
                .hasValue("cloud");
    }
}
