package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.fixture.Await;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import io.oblix.simulator.FaultCatalogue;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that keeps failing is left alone, tried by one request, and let back. */
class BreakerTest {

    private static final String OPENAI = "openai:gpt-4o-mini";
    private static final String OLLAMA = "ollama:llama3.2:1b";
    private static final String STREAM =
            "{\"model\":\"%s\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = server("20s");
    }

    /** With one that is open for a moment only. */
    private void startQuick() throws Exception {
        server.close();
        server = server("50ms");
    }

    private static TestServer server(String openDuration) throws Exception {
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

    private String state(String model, String baseUrl) {
        try {
            JsonNode breakers = TestServer.json(server.get("/health")).path("breakers");
            return breakers.path(model + " at " + baseUrl).asText("none");
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private void failOften(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            assertThat(server.hello(OPENAI).statusCode()).isGreaterThanOrEqualTo(400);
        }
    }

    @Test
    void anOpenOneIsSkippedAtOnceAndShown() throws Exception {
        server.openai.failAlways(Fault.Status.of(500));
        failOften(4);
        int asked = server.openai.chatCount();

        HttpResponse<String> refused = server.hello(OPENAI);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(TestServer.header(refused, "retry-after")).isEqualTo("20");
        assertThat(TestServer.header(refused, "x-oblix-attempts")).isEqualTo("0");
        assertThat(TestServer.header(server.hello("auto:cloud-first"), "x-oblix-target"))
                .isEqualTo("local");
        assertThat(server.openai.chatCount()).isEqualTo(asked).isEqualTo(4);

        assertThat(state(OPENAI, server.openai.baseUrl())).isEqualTo("open");
        assertThat(server.get("/health").body()).contains("circuit open after repeated failures; retrying in ");
        assertThat(server.get("/metrics").body())
                .contains("name=\"" + OPENAI + " at " + server.openai.baseUrl() + "\",state=\"open\"} 1.0");
    }

    @Test
    void aHalfOpenOneIsTriedByOneRequestAndNotByACrowd() throws Exception {
        startQuick();
        server.openai.failAlways(Fault.Status.of(500));
        failOften(4);
        Await.until("half open", () -> state(OPENAI, server.openai.baseUrl()).equals("half_open"));
        int asked = server.openai.chatCount();
        server.openai.failAlways(new Fault.Silence());

        CompletableFuture<HttpResponse<String>> probe = CompletableFuture.supplyAsync(() -> ask(OPENAI));
        Await.until("the probe", () -> server.openai.heldCount() == 1);
        for (int i = 0; i < 20; i++) {
            assertThat(server.hello(OPENAI).statusCode()).isEqualTo(503);
        }
        assertThat(server.openai.chatCount() - asked).isEqualTo(1);

        server.openai.failAlways(null);
        server.openai.release();
        assertThat(probe.join().statusCode()).isEqualTo(200);
        assertThat(state(OPENAI, server.openai.baseUrl())).isEqualTo("closed");
        assertThat(server.hello(OPENAI).statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> ask(String model) {
        try {
            return server.hello(model);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"overloaded", "rate limit without a wait", "connection reset before headers", "portal page"})
    void whatTheProviderIsToBlameForCounts(String fault) throws Exception {
        server.openai.failAlways(FaultCatalogue.named(fault));
        failOften(4);

        assertThat(state(OPENAI, server.openai.baseUrl())).isEqualTo("open");
    }

    @ParameterizedTest
    @ValueSource(strings = {"content policy", "context exceeded", "model not found", "dead key"})
    void aMistakeOfTheCallersOrOfOursDoesNot(String fault) throws Exception {
        server.openai.failAlways(FaultCatalogue.named(fault));
        failOften(6);

        assertThat(state(OPENAI, server.openai.baseUrl())).isEqualTo("closed");
        assertThat(server.openai.chatCount()).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut in the middle", "malformed event in the middle", "no terminator"})
    void streamsThatAlwaysBreakOffOpenIt(String fault) throws Exception {
        server.ollama.failAlways(FaultCatalogue.named(fault));
        for (int i = 0; i < 4; i++) {
            assertThat(server.chat(String.format(STREAM, OLLAMA)).statusCode()).isIn(200, 503);
        }

        assertThat(state(OLLAMA, server.ollama.baseUrl())).isEqualTo("open");
    }

    @Test
    void aModelThatHasRecoveredIsLetBack() throws Exception {
        startQuick();
        server.ollama.failAlways(Fault.Status.of(500));
        for (int i = 0; i < 6; i++) {
            server.hello("auto:local-first");
        }
        server.ollama.failAlways(null);

        Await.until(
                "the local model is back",
                () -> TestServer.header(ask("auto:local-first"), "x-oblix-target")
                        .equals("local"));
    }

    @Test
    void anotherModelOfTheSameProviderIsNotPunished() throws Exception {
        server.openai.failAlways(Fault.Status.of(500));
        failOften(4);
        server.openai.failAlways(null);

        assertThat(server.hello(OPENAI).statusCode()).isEqualTo(503);
        assertThat(server.hello("openai:gpt-4o").statusCode()).isEqualTo(200);
    }

    @Test
    void whoWaitsInTheQueueIsToldWhenItOpensMeanwhile() throws Exception {
        server.close();
        server = new TestServer(Map.of(
                "oblix.breaker.window", "2",
                "oblix.breaker.failure-rate", "50",
                "oblix.retry.max-attempts", "1",
                "oblix.ollama.max-in-flight", "2"));
        server.ollama.failAlways(new Fault.Silence());
        List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            calls.add(CompletableFuture.supplyAsync(() -> ask(OLLAMA)));
        }
        Await.until("two calls upstream", () -> server.ollama.heldCount() == 2);
        Await.until("four in the queue", () -> metrics().contains("oblix_requests_waiting 4.0"));
        server.ollama.failAlways(Fault.Status.of(500));
        server.ollama.release();

        List<Integer> statuses =
                calls.stream().map(call -> call.join().statusCode()).toList();
        assertThat(statuses).contains(503);
        assertThat(state(OLLAMA, server.ollama.baseUrl())).isEqualTo("open");
        assertThat(server.ollama.chatCount()).isLessThan(6);
    }

    private String metrics() {
        try {
            return server.get("/metrics").body();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }
}
