package io.oblix.journey;

import static io.oblix.fixture.TestServer.LOCAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.Await;
import io.oblix.fixture.RawClient;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An Ollama host gets a limited number of requests at a time; others wait in a queue, or go elsewhere. */
class QueueTest {

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer(Map.of("oblix.ollama.max-in-flight", "1", "oblix.ollama.max-queue", "1"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theSecondRequestWaitsAndTheThirdIsRefusedOrGoesElsewhere() throws Exception {
        server.ollama.failNext(new Fault.Silence());
        CompletableFuture<HttpResponse<String>> first = server.helloLater(LOCAL, false);
        Await.until("the first is upstream", () -> server.ollama.heldCount() == 1);
        CompletableFuture<HttpResponse<String>> second = server.helloLater(LOCAL, false);
        Await.until("the second is in the queue", () -> server.metrics().contains("oblix_requests_waiting 1.0"));

        HttpResponse<String> third = server.hello(LOCAL);
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(TestServer.header(third, "retry-after")).isEqualTo("5");
        assertThat(third.headers().firstValue("x-should-retry")).isEmpty();
        HttpResponse<String> byPolicy = server.hello("auto:private");
        assertThat(byPolicy.statusCode()).isEqualTo(429);
        assertThat(TestServer.header(byPolicy, "retry-after")).isEqualTo("5");
        assertThat(byPolicy.headers().firstValue("x-should-retry")).isEmpty();
        assertThat(server.target("auto:local-first")).isEqualTo("cloud");
        assertThat(server.ollama.chatCount()).isEqualTo(1);

        server.ollama.release();
        assertThat(first.join().statusCode()).isEqualTo(200);
        assertThat(second.join().statusCode()).isEqualTo(200);
        assertThat(server.hello(LOCAL).statusCode()).isEqualTo(200);
    }

    @Test
    void aClientThatLeavesTheQueueIsNeverSentUpstream() throws Exception {
        server.ollama.failNext(new Fault.Silence());
        CompletableFuture<HttpResponse<String>> first = server.helloLater(LOCAL, false);
        Await.until("the first is upstream", () -> server.ollama.heldCount() == 1);
        try (RawClient waiting = new RawClient(server.port())) {
            waiting.send(RawClient.post(TestServer.helloBody(LOCAL, false)));
            Await.until("the second is in the queue", () -> server.metrics().contains("oblix_requests_waiting 1.0"));
        }
        Await.until("the request has ended", () -> server.metrics().contains("error_type=\"caller_left\""));

        server.ollama.release();
        assertThat(first.join().statusCode()).isEqualTo(200);
        assertThat(server.hello(LOCAL).statusCode()).isEqualTo(200);
        assertThat(server.ollama.chatCount()).isEqualTo(2);
    }
}
