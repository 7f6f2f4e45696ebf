package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.Await;
import io.oblix.fixture.RawClient;
import io.oblix.fixture.RawClient.Answer;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that never end, or are more than the server can hold, are refused before they harm others. */
class ReceivingTest {

    private static final String LOCAL = "ollama:llama3.2:1b";
    private static final String BODY = String.format(TestServer.HELLO, LOCAL);
    private static final int MEMORY = 1 << 20;
    /** Four times this is nearly all of the memory: one is let in, a second is not. */
    private static final String LARGE =
            BODY.replace("Hello", "Hello" + "x".repeat(MEMORY / 4 - 2 * BODY.length() - 1024));

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(Map.of(
                "oblix.receive-timeout",
                "500ms",
                "oblix.max-body-memory",
                MEMORY / 1024 + "KiB",
                "oblix.ollama.max-in-flight",
                "100"));
    }

    @AfterEach
    void theServerIsStillWell() throws Exception {
        server.ollama.failAlways(null);
        server.ollama.release();
        assertThat(server.hello(LOCAL).statusCode()).isEqualTo(200);
        server.close();
    }

    private static void assertTooSlow(RawClient client) throws Exception {
        Answer answer = client.answer();
        assertThat(answer.status()).isEqualTo(408);
        assertThat(answer.error().path("code").asText()).isEqualTo("request_timeout");
        assertThat(answer.header("connection")).isEqualTo("close");
        assertThat(client.rest()).isEmpty();
    }

    @Test
    void aBodyThatStopsIsGivenUp() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.HEAD + "Content-Length: 1000\r\n\r\n{\"messages\":");
            assertTooSlow(client);
        }
    }

    @Test
    void aBodyThatTricklesForEverIsGivenUp() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.CHUNKED);
            Await.until("the server has had enough", () -> client.trickle(RawClient.chunk(" ")));
            assertTooSlow(client);
        }
        assertThat(server.ollama.chatCount()).isZero();
    }

    @Test
    void aHeadThatTricklesForEverIsGivenUp() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send("GET /health/live HTTP/1.1\r\n");
            Await.until("the server has had enough", () -> client.trickle("X-A: b\r\n"));
            assertTooSlow(client);
        }
    }

    @Test
    void theSecondRequestMayTrickleNoLongerThanTheFirst() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.get("/health/live"));
            assertThat(client.answer().status()).isEqualTo(200);
            Await.until("the server has had enough", () -> client.trickle("\r\n"));
            assertTooSlow(client);
        }
    }

    @Test
    void aBodyThatNobodyAskedForEndsTheConnectionAfterTheAnswer() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send("POST /nowhere HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(404);
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void aConnectionOfWhichNothingIsAskedIsClosedWithoutAWord() throws Exception {
        try (RawClient silent = new RawClient(server.port());
                RawClient quiet = new RawClient(server.port())) {
            assertThat(quiet.send(RawClient.get("/health/live")).answer().status())
                    .isEqualTo(200);
            assertThat(silent.rest()).isEmpty();
            assertThat(quiet.rest()).isEmpty();
        }
    }

    @Test
    void waitingForAnAnswerIsNotReceiving() throws Exception {
        server.ollama.failNext(new Fault.Silence());
        try (RawClient patient = new RawClient(server.port());
                RawClient quiet = new RawClient(server.port())) {
            // The second request is complete only when the first is answered, and has its whole time then.
            patient.send(RawClient.post(BODY) + RawClient.CHUNKED);
            Await.until("the call upstream", () -> server.ollama.heldCount() == 1);
            assertThat(quiet.rest()).isEmpty();
            server.ollama.release();

            assertThat(patient.answer().status()).isEqualTo(200);
            assertThat(patient.send(RawClient.chunk(BODY) + "0\r\n\r\n")
                            .answer()
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void requestsInOneGoAreBounded() throws Exception {
        server.ollama.failNext(new Fault.Silence());
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.post(BODY) + RawClient.get("/health/live").repeat(1000));
            Await.until("the call upstream", () -> server.ollama.heldCount() == 1);
            server.ollama.release();

            for (int i = 0; i < 16; i++) {
                assertThat(client.answer().status()).isEqualTo(200);
            }
            assertThat(client.answer().status()).isEqualTo(400);
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void bodiesThatTogetherOutgrowTheMemoryAreToldToComeAgain() throws Exception {
        server.ollama.failNext(new Fault.Silence());
        try (RawClient first = new RawClient(server.port());
                RawClient second = new RawClient(server.port())) {
            first.send(RawClient.post(LARGE));
            Await.until("the call upstream", () -> server.ollama.heldCount() == 1);

            Answer refused = second.send(RawClient.post(LARGE)).answer();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.error().path("code").asText()).isEqualTo("overloaded");
            assertThat(refused.header("retry-after")).isEqualTo("1");
            assertThat(second.rest()).isEmpty();

            server.ollama.release();
            assertThat(first.answer().status()).isEqualTo(200);
            assertThat(server.chat(LARGE).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whoLeavesWithinHisBodyTakesItWithHim() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (RawClient client = new RawClient(server.port())) {
                client.send(RawClient.HEAD + "Content-Length: " + LARGE.length() + "\r\n\r\n"
                        + LARGE.substring(0, LARGE.length() - 1));
            }
        }
        Await.until("the memory is free again", () -> statusOf(LARGE) == 200);
    }

    @Test
    void aBodyThatNoMemoryWouldHoldIsTooLarge() throws Exception {
        assertThat(statusOf(BODY.replace("Hello", "x".repeat(MEMORY / 4)))).isEqualTo(413);
        // Short, and a tree that is forty times as large.
        assertThat(statusOf(BODY.replace("\"Hello\"", "[" + "{},".repeat(10_000) + "{}]")))
                .isEqualTo(413);
    }

    @Test
    void aHundredMegabytesOfNestingAreRefusedAndBreakNothing() throws Exception {
        server.close();
        server = new TestServer(Map.of("oblix.max-body-size", "128MiB", "oblix.max-body-memory", "1024GiB"));
        int megabytes = 100;
        for (String opening : new String[] {"[", "{\"a\":"}) {
            String piece = opening.repeat((1 << 20) / opening.length());
            try (RawClient client = new RawClient(server.port())) {
                client.send(RawClient.HEAD + "Content-Length: " + (13 + megabytes * piece.length())
                        + "\r\n\r\n{\"messages\": ");
                for (int i = 0; i < megabytes; i++) {
                    client.send(piece);
                }
                Answer answer = client.answer();
                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.error().path("message").asText()).contains("nesting depth");
            }
        }
    }

    private int statusOf(String body) {
        try {
            return server.chat(body).statusCode();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }
}
