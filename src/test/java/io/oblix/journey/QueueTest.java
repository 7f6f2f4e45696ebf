package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.Await;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An Ollama host is given so many requests at a time; the others wait their turn, or go elsewhere. */
class QueueTest {

    private static final String LOCAL = "ollama:llama3.2:1b";

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(Map.of("oblix.ollama.max-in-flight", "1", "oblix.ollama.max-queue", "1"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private CompletableFuture<HttpResponse<String>> ask(String model) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return server.hello(model);
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        });
    }

    @Test
    void theSecondWaitsTheThirdIsToldOrGoesElsewhere() throws Exception {
        server.ollama.failNext(new Fault.Silence());
        CompletableFuture<HttpResponse<String>> first = ask(LOCAL);
        Await.until("the first call upstream", () -> server.ollama.heldCount() == 1);
        CompletableFuture<HttpResponse<String>> second = ask(LOCAL);
        Await.until("the second in the queue", () -> metrics().contains("oblix_requests_waiting 1.0"));

        HttpResponse<String> third = server.hello(LOCAL);
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(TestServer.header(third, "retry-after")).isEqualTo("5");
        assertThat(third.headers().firstValue("x-should-retry")).isEmpty();
        HttpResponse<String> byPolicy = server.hello("auto:private");
        assertThat(byPolicy.statusCode()).isEqualTo(429);
        assertThat(TestServer.header(byPolicy, "retry-after")).isEqualTo("5");
        assertThat(byPolicy.headers().firstValue("x-should-retry")).isEmpty();
        assertThat(TestServer.header(server.hello("auto:local-first"), "x-oblix-target"))
                .isEqualTo("cloud");
        assertThat(server.ollama.chatCount()).isEqualTo(1);

        server.ollama.release();
        assertThat(first.join().statusCode()).isEqualTo(200);
        assertThat(second.join().statusCode()).isEqualTo(200);
        assertThat(server.hello(LOCAL).statusCode()).isEqualTo(200);
    }

    @Test
    void aCallerWhoLeavesTheQueueIsNeverAskedFor() throws Exception {
        server.ollama.failNext(new Fault.Silence());
        CompletableFuture<HttpResponse<String>> first = ask(LOCAL);
        Await.until("the first call upstream", () -> server.ollama.heldCount() == 1);
        String body = String.format(TestServer.HELLO, LOCAL);
        try (Socket waiting = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            waiting.getOutputStream()
                    .write(("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length()
                                    + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.ISO_8859_1));
            Await.until("a client in the queue", () -> metrics().contains("oblix_requests_waiting 1.0"));
        }
        Await.until("the end of the one who left", () -> metrics().contains("error_type=\"caller_left\""));

        server.ollama.release();
        assertThat(first.join().statusCode()).isEqualTo(200);
        assertThat(server.hello(LOCAL).statusCode()).isEqualTo(200);
        assertThat(server.ollama.chatCount()).isEqualTo(2);
    }

    private String metrics() {
        try {
            return server.get("/metrics").body();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }
}
