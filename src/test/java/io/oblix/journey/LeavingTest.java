package io.oblix.journey;

import static io.oblix.fixture.TestServer.CLAUDE;
import static io.oblix.fixture.TestServer.LOCAL;
import static io.oblix.fixture.TestServer.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.Await;
import io.oblix.fixture.RawClient;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import io.oblix.simulator.SimulatedProvider;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that leave, many that wait, and a server that shuts down. */
@Tag("streams")
class LeavingTest {

    private static final String CLIENT_LEFT = "error_type=\"caller_left\"";

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void awaitMetric(String metric) {
        Await.until("metrics contain " + metric, () -> server.metrics().contains(metric));
    }

    @ParameterizedTest
    @CsvSource({
        LOCAL + ", true",
        LOCAL + ", false",
        OPENAI + ", true",
        OPENAI + ", false",
        CLAUDE + ", true",
        CLAUDE + ", false"
    })
    void aClientThatLeavesEndsTheRequestUpstream(String model, boolean streamed) throws Exception {
        SimulatedProvider provider = server.provider(model);
        provider.failAlways(streamed ? new Fault.Stall(1) : new Fault.Silence());
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.post(TestServer.helloBody(model, streamed)));
            if (streamed) {
                assertThat(client.line()).isEqualTo("HTTP/1.1 200 OK");
            } else {
                Await.until("the request is upstream", () -> provider.chatCount() == 1);
            }
        }

        Await.until("it has ended upstream", () -> provider.droppedCount() == 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {LOCAL, OPENAI, CLAUDE})
    void aClientThatLeavesEndsAWholeAnswerThatHasBegunUpstream(String model) throws Exception {
        SimulatedProvider provider = server.provider(model);
        provider.failAlways(new Fault.Stall(1));
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.post(TestServer.helloBody(model, false)));
            Await.until("the request is upstream", () -> provider.chatCount() == 1);
        }

        Await.until("it has ended upstream", () -> provider.droppedCount() == 1);
        awaitMetric(CLIENT_LEFT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatLeavesBetweenTwoAttemptsEndsTheRetries(boolean streamed) throws Exception {
        server.openai.failAlways(Fault.Status.of(429).with("retry-after", "4"));
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.post(TestServer.helloBody(OPENAI, streamed)));
            awaitMetric("error_type=\"rate_limit_exceeded\"");
        }

        // Long before the four seconds are over.
        awaitMetric(CLIENT_LEFT);
        assertThat(server.openai.chatCount()).isEqualTo(1);
    }

    /** Vert.x itself reports the loss of the connection to the request that is still arriving only. */
    @Test
    void aClientThatLeavesWithinItsNextRequestEndsTheOneUpstreamToo() throws Exception {
        server.openai.failAlways(new Fault.Stall(1));
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.post(TestServer.helloBody(OPENAI, true)));
            Await.until("the request is upstream", () -> server.openai.chatCount() == 1);
            client.send(RawClient.HEAD + "Content-Length: 100\r\n\r\n{\"model\":");
        }

        Await.until("it has ended upstream", () -> server.openai.droppedCount() == 1);
    }

    @Test
    void aClientThatLeavesTheFirstTargetIsNotServedByTheFallback() throws Exception {
        server.ollama.failAlways(new Fault.Silence());
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.post(TestServer.helloBody("auto:local-first", false)));
            Await.until("the request is upstream", () -> server.ollama.heldCount() == 1);
        }

        awaitMetric(CLIENT_LEFT);
        Await.until("it has ended upstream", () -> server.ollama.droppedCount() == 1);
        assertThat(server.openai.chatCount()).isZero();
    }

    @Test
    void fiveHundredWaitingRequestsDoNotHoldUpTheNextOne() {
        server.openai.failAlways(new Fault.Silence());
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            waiting.add(server.helloLater(OPENAI, false));
        }
        Await.until("500 requests are upstream", () -> server.openai.heldCount() == 500);

        assertThat(server.hello(LOCAL).statusCode()).isEqualTo(200);
        assertThat(waiting).noneMatch(CompletableFuture::isDone);

        server.openai.heal();
        assertThat(waiting)
                .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
    }

    @Test
    void aShutdownRefusesNewRequestsAndLetsThoseInFlightFinish() throws Exception {
        server.claude.failNext(new Fault.Hold(1));
        CompletableFuture<HttpResponse<String>> answer = server.helloLater(CLAUDE, true);
        Await.until("the answer has begun", () -> server.claude.heldCount() == 1);

        CompletableFuture<Void> shutdown =
                CompletableFuture.runAsync(() -> server.application().close());
        Await.until("new requests are refused", () -> server.hello("auto").statusCode() == 503);
        assertThat(server.get("/health/ready").statusCode()).isEqualTo(503);
        server.claude.release();

        assertThat(answer.join().body()).contains("Hello").endsWith("data: [DONE]\n\n");
        shutdown.join();
    }
}
