package io.oblix.journey;

import static io.oblix.fixture.TestServer.LOCAL;
import static io.oblix.fixture.TestServer.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.Await;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import io.oblix.simulator.FaultCatalogue;
import io.oblix.simulator.SimulatedProvider;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that keeps failing is skipped for a while, tried again by one request, and then back. */
class BreakerTest {

    private TestServer server;

    @BeforeEach
    void start() {
        server = server("20s");
    }

    /** Starts one whose circuits open for a moment only. */
    private void startQuick() {
        server.close();
        server = server("50ms");
    }

    private static TestServer server(String openDuration) {
        return new TestServer(Map.of(
                "oblix.breaker.window", "4",
                "oblix.breaker.failure-rate", "50",
                "oblix.breaker.open-duration", openDuration,
                "oblix.retry.max-attempts", "1",
                "oblix.retry.max-delay", "10ms"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String state(String model, SimulatedProvider provider) {
        return server.health()
                .path("breakers")
                .path(model + " at " + provider.baseUrl())
                .asText("none");
    }

    private String openAiState() {
        return state(OPENAI, server.openai);
    }

    private void fail(int times, int status) {
        for (int i = 0; i < times; i++) {
            HttpResponse<String> answer = server.hello(OPENAI);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        }
    }

    @Test
    void anOpenCircuitIsSkippedAtOnceAndShown() {
        server.openai.failAlways(Fault.Status.of(500));
        fail(4, 500);
        int asked = server.openai.chatCount();

        HttpResponse<String> refused = server.hello(OPENAI);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(TestServer.header(refused, "retry-after")).isEqualTo("20");
        assertThat(TestServer.header(refused, "x-oblix-attempts")).isEqualTo("0");
        assertThat(server.target("auto:cloud-first")).isEqualTo("local");
        assertThat(server.openai.chatCount()).isEqualTo(asked).isEqualTo(4);

        assertThat(openAiState()).isEqualTo("open");
        assertThat(server.get("/health").body())
                .contains("circuit open after repeated failures; retrying in ", "(last failure: HTTP 500");
        assertThat(server.metrics())
                .contains("name=\"" + OPENAI + " at " + server.openai.baseUrl() + "\",state=\"open\"} 1.0");
    }

    @Test
    void aHalfOpenCircuitLetsOneRequestThroughAndRefusesTheOthers() {
        startQuick();
        server.openai.failAlways(Fault.Status.of(500));
        fail(4, 500);
        Await.until("the circuit is half open", () -> openAiState().equals("half_open"));
        int asked = server.openai.chatCount();
        server.openai.failAlways(new Fault.Silence());

        CompletableFuture<HttpResponse<String>> probe = server.helloLater(OPENAI, false);
        Await.until("the provider holds that request", () -> server.openai.heldCount() == 1);
        fail(20, 503);
        assertThat(server.openai.chatCount() - asked).isEqualTo(1);

        server.openai.heal();
        assertThat(probe.join().statusCode()).isEqualTo(200);
        assertThat(openAiState()).isEqualTo("closed");
        assertThat(server.hello(OPENAI).statusCode()).isEqualTo(200);
    }

    @Test
    void aCircuitOpenedByRateLimitsStaysATooManyRequestsWithItsReason() {
        server.openai.failAlways(Fault.Status.of(429).with("retry-after", "40"));
        fail(4, 429);
        int asked = server.openai.chatCount();

        HttpResponse<String> refused = server.hello(OPENAI);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(TestServer.json(refused).at("/error/code").asText()).isEqualTo("rate_limit_exceeded");
        assertThat(Integer.parseInt(TestServer.header(refused, "retry-after"))).isBetween(30, 40);
        assertThat(refused.body()).contains("HTTP 429, rate limit exceeded").contains("retrying in ");
        assertThat(server.openai.chatCount()).isEqualTo(asked);
        assertThat(server.target("auto:cloud-first")).isEqualTo("local");
    }

    @Test
    void aNamedModelIsTriedAgainLongBeforeTheCircuitHalfOpens() {
        server.openai.failAlways(Fault.Status.of(500));
        fail(4, 500);
        HttpResponse<String> refused = server.hello(OPENAI);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("HTTP 500, an error of its own");
        server.openai.heal();

        Await.until("it answers", () -> server.hello(OPENAI).statusCode() == 200);
        assertThat(openAiState()).isEqualTo("closed");
        assertThat(server.target("auto:cloud-first")).isEqualTo("cloud");
    }

    @ParameterizedTest
    @CsvSource({
        "overloaded, 503",
        "rate limit without a wait, 429",
        "connection reset before headers, 502",
        "portal page, 502"
    })
    void failuresOfTheProviderOpenTheCircuit(String fault, int status) {
        server.openai.failAlways(FaultCatalogue.named(fault));
        fail(4, status);

        assertThat(openAiState()).isEqualTo("open");
    }

    @ParameterizedTest
    @CsvSource({"content policy, 400", "context exceeded, 400", "model not found, 404", "dead key, 502"})
    void mistakesInTheRequestOrTheSettingsDoNot(String fault, int status) {
        server.openai.failAlways(FaultCatalogue.named(fault));
        fail(6, status);

        assertThat(openAiState()).isEqualTo("closed");
        assertThat(server.openai.chatCount()).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut in the middle", "malformed event in the middle", "no terminator"})
    void streamsThatAlwaysBreakOffOpenTheCircuit(String fault) {
        server.ollama.failAlways(FaultCatalogue.named(fault));
        for (int i = 0; i < 4; i++) {
            assertThat(server.hello(LOCAL, true).statusCode()).isIn(200, 503);
        }

        assertThat(state(LOCAL, server.ollama)).isEqualTo("open");
    }

    @Test
    void aModelThatHasRecoveredAnswersAgain() {
        startQuick();
        server.ollama.failAlways(Fault.Status.of(500));
        for (int i = 0; i < 6; i++) {
            assertThat(server.target("auto:local-first")).isEqualTo("cloud");
        }
        server.ollama.heal();

        Await.until(
                "the local model is back",
                () -> server.target("auto:local-first").equals("local"));
    }

    @Test
    void anotherModelOfTheSameProviderStillAnswers() {
        server.openai.failAlways(Fault.Status.of(500));
        fail(4, 500);
        server.openai.heal();

        assertThat(server.hello(OPENAI).statusCode()).isEqualTo(503);
        assertThat(server.hello("openai:gpt-4o").statusCode()).isEqualTo(200);
    }

    @Test
    void aCircuitThatOpensRefusesTheRequestsInTheQueue() {
        server.close();
        server = new TestServer(Map.of(
                "oblix.breaker.window", "2",
                "oblix.breaker.failure-rate", "50",
                "oblix.retry.max-attempts", "1",
                "oblix.ollama.max-in-flight", "2"));
        server.ollama.failAlways(new Fault.Silence());
        List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            calls.add(server.helloLater(LOCAL, false));
        }
        Await.until("two requests are upstream", () -> server.ollama.heldCount() == 2);
        Await.until("four are in the queue", () -> server.metrics().contains("oblix_requests_waiting 4.0"));
        server.ollama.failAlways(Fault.Status.of(500));
        server.ollama.release();

        List<Integer> statuses =
                calls.stream().map(call -> call.join().statusCode()).toList();
        assertThat(statuses).contains(503);
        assertThat(state(LOCAL, server.ollama)).isEqualTo("open");
        assertThat(server.ollama.chatCount()).isLessThan(6);
    }
}
