package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.Await;
import io.oblix.fixture.RawClient;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import io.oblix.simulator.SimulatedProvider;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers who leave, many clients who wait, and a server that is told to stop. */
class LeavingTest {

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "ollama:llama3.2:1b, true",
        "ollama:llama3.2:1b, false",
        "openai:gpt-4o-mini, true",
        "openai:gpt-4o-mini, false",
        "claude:claude-sonnet-4-5, true",
        "claude:claude-sonnet-4-5, false"
    })
    void aCallerWhoLeavesEndsTheCallUpstream(String model, boolean streamed) throws Exception {
        SimulatedProvider provider = provider(model);
        provider.failAlways(streamed ? new Fault.Stall(1) : new Fault.Silence());
        String body = "{\"model\":\"" + model + "\",\"stream\":" + streamed
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            client.getOutputStream()
                    .write(("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length()
                                    + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.ISO_8859_1));
            if (streamed) {
                assertThat(client.getInputStream().read()).isEqualTo('H');
            } else {
                Await.until("the call upstream", () -> provider.chatCount() == 1);
            }
        }

        Await.until("the end of the call upstream", () -> provider.droppedCount() == 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ollama:llama3.2:1b", "openai:gpt-4o-mini", "claude:claude-sonnet-4-5"})
    void aWholeAnswerThatHasBegunEndsUpstreamToo(String model) throws Exception {
        SimulatedProvider provider = provider(model);
        provider.failAlways(new Fault.Stall(1));
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.post(String.format(TestServer.HELLO, model)));
            Await.until("the call upstream", () -> provider.chatCount() == 1);
        }

        Await.until("the end of the call upstream", () -> provider.droppedCount() == 1);
        Await.until("the end of the request", () -> metrics().contains("error_type=\"caller_left\""));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCallerWhoLeavesBetweenTwoTriesIsNotTriedFor(boolean streamed) throws Exception {
        server.openai.failAlways(Fault.Status.of(429).with("retry-after", "4"));
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.post("{\"model\":\"openai:gpt-4o-mini\",\"stream\":" + streamed
                    + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"));
            Await.until("the first try has failed", () -> metrics().contains("error_type=\"rate_limit_exceeded\""));
        }

        // Long before the four seconds are over.
        Await.until("the end of the request", () -> metrics().contains("error_type=\"caller_left\""));
        assertThat(server.openai.chatCount()).isEqualTo(1);
    }

    /** Vert.x itself tells only the request that is still coming. */
    @Test
    void evenWhenAPartOfHisNextRequestHasCome() throws Exception {
        SimulatedProvider provider = provider("openai:gpt-4o-mini");
        provider.failAlways(new Fault.Stall(1));
        String body = "{\"model\":\"openai:gpt-4o-mini\",\"stream\":true,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.post(body));
            Await.until("the call upstream", () -> provider.chatCount() == 1);
            client.send(RawClient.HEAD + "Content-Length: 100\r\n\r\n{\"model\":");
        }
        Await.until("the end of the call upstream", () -> provider.droppedCount() == 1);
    }

    @Test
    void aCallerWhoLeavesTheFirstTargetIsNotTakenToTheSecond() throws Exception {
        server.ollama.failAlways(new Fault.Silence());
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.post(String.format(TestServer.HELLO, "auto:local-first")));
            Await.until("the call upstream", () -> server.ollama.heldCount() == 1);
        }

        Await.until("the end of the request", () -> metrics().contains("error_type=\"caller_left\""));
        assertThat(server.ollama.droppedCount()).isEqualTo(1);
        assertThat(server.openai.chatCount()).isZero();
    }

    private SimulatedProvider provider(String model) {
        return model.startsWith("ollama") ? server.ollama : model.startsWith("openai") ? server.openai : server.claude;
    }

    private String metrics() {
        try {
            return server.get("/metrics").body();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void fiveHundredWhoWaitDoNotStopTheNextOne() throws Exception {
        server.openai.failAlways(new Fault.Silence());
        ExecutorService clients = Executors.newFixedThreadPool(500);
        try {
            List<CompletableFuture<Integer>> waiting = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                waiting.add(CompletableFuture.supplyAsync(() -> status("openai:gpt-4o-mini"), clients));
            }
            Await.until("500 calls upstream", () -> server.openai.heldCount() == 500);

            assertThat(status("ollama:llama3.2:1b")).isEqualTo(200);
            assertThat(waiting).noneMatch(CompletableFuture::isDone);

            server.openai.failAlways(null);
            server.openai.release();
            assertThat(waiting).allSatisfy(answer -> assertThat(answer.join()).isEqualTo(200));
        } finally {
            clients.shutdown();
        }
    }

    private int status(String model) {
        try {
            return server.hello(model).statusCode();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void aShutdownLetsAnswersInFlightFinish() throws Exception {
        server.claude.failNext(new Fault.Hold(1));
        CompletableFuture<HttpResponse<String>> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return server.chat("{\"model\":\"claude:claude-sonnet-4-5\",\"stream\":true,"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        });
        Await.until("the answer has begun", () -> server.claude.heldCount() == 1);

        Thread shutdown = new Thread(() -> server.application().close());
        shutdown.start();
        Await.until("new requests are refused", () -> status("auto") == 503);
        assertThat(server.get("/health/ready").statusCode()).isEqualTo(503);
        server.claude.release();

        assertThat(answer.join().body()).contains("Hello").endsWith("data: [DONE]\n\n");
        shutdown.join();
    }
}
