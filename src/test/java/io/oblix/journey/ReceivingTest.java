package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.Await;
import io.oblix.fixture.RawCaller;
import io.oblix.fixture.RawCaller.Answer;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that never come to their end, or are more than this server can hold, are refused before they harm others. */
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

    private static void assertTooSlow(RawCaller caller) throws Exception {
        Answer answer = caller.answer();
        assertThat(answer.status()).isEqualTo(408);
        assertThat(answer.error().path("code").asText()).isEqualTo("request_timeout");
        assertThat(answer.header("connection")).isEqualTo("close");
        assertThat(caller.rest()).isEmpty();
    }

    @Test
    void aBodyThatStopsIsGivenUp() throws Exception {
        try (RawCaller caller = new RawCaller(server.port())) {
            caller.send(RawCaller.HEAD + "Content-Length: 1000\r\n\r\n{\"messages\":");
            assertTooSlow(caller);
        }
    }

    @Test
    void aBodyThatTricklesForEverIsGivenUp() throws Exception {
        try (RawCaller caller = new RawCaller(server.port())) {
            caller.send(RawCaller.CHUNKED);
            Await.until("the server has had enough", () -> caller.trickle(RawCaller.chunk(" ")));
            assertTooSlow(caller);
        }
        assertThat(server.ollama.chatCount()).isZero();
    }

    @Test
    void aHeadThatTricklesForEverIsGivenUp() throws Exception {
        try (RawCaller caller = new RawCaller(server.port())) {
            caller.send("GET /health/live HTTP/1.1\r\n");
            Await.until("the server has had enough", () -> caller.trickle("X-A: b\r\n"));
            assertTooSlow(caller);
        }
    }

    @Test
    void theSecondRequestMayTrickleNoLongerThanTheFirst() throws Exception {
        try (RawCaller caller = new RawCaller(server.port())) {
            caller.send(RawCaller.get("/health/live"));
            assertThat(caller.answer().status()).isEqualTo(200);
            Await.until("the server has had enough", () -> caller.trickle("\r\n"));
            assertTooSlow(caller);
        }
    }

    @Test
    void aBodyThatNobodyAskedForEndsTheConnectionAfterTheAnswer() throws Exception {
        try (RawCaller caller = new RawCaller(server.port())) {
            caller.send("POST /nowhere HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            assertThat(caller.answer().status()).isEqualTo(404);
            assertThat(caller.rest()).isEmpty();
        }
    }

    @Test
    void aConnectionOfWhichNothingIsAskedIsClosedWithoutAWord() throws Exception {
        try (RawCaller silent = new RawCaller(server.port());
                RawCaller quiet = new RawCaller(server.port())) {
            assertThat(quiet.send(RawCaller.get("/health/live")).answer().status())
                    .isEqualTo(200);
            assertThat(silent.rest()).isEmpty();
            assertThat(quiet.rest()).isEmpty();
        }
    }

    @Test
    void waitingForAnAnswerIsNotReceiving() throws Exception {
        server.ollama.failNext(new Fault.Silence());
        try (RawCaller patient = new RawCaller(server.port());
                RawCaller quiet = new RawCaller(server.port())) {
            // The second request is complete only when the first is answered, and has its whole time then.
            patient.send(RawCaller.post(BODY) + RawCaller.CHUNKED);
            Await.until("the call upstream", () -> server.ollama.heldCount() == 1);
            assertThat(quiet.rest()).isEmpty();
            server.ollama.release();

            assertThat(patient.answer().status()).isEqualTo(200);
            assertThat(patient.send(RawCaller.chunk(BODY) + "0\r\n\r\n")
                            .answer()
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void requestsInOneGoAreBounded() throws Exception {
        server.ollama.failNext(new Fault.Silence());
        try (RawCaller caller = new RawCaller(server.port())) {
            caller.send(RawCaller.post(BODY) + RawCaller.get("/health/live").repeat(1000));
            Await.until("the call upstream", () -> server.ollama.heldCount() == 1);
            server.ollama.release();

            for (int i = 0; i < 16; i++) {
                assertThat(caller.answer().status()).isEqualTo(200);
            }
            assertThat(caller.answer().status()).isEqualTo(400);
            assertThat(caller.rest()).isEmpty();
        }
    }

    @Test
    void bodiesThatTogetherOutgrowTheMemoryAreToldToComeAgain() throws Exception {
        server.ollama.failNext(new Fault.Silence());
        try (RawCaller first = new RawCaller(server.port());
                RawCaller second = new RawCaller(server.port())) {
            first.send(RawCaller.post(LARGE));
            Await.until("the call upstream", () -> server.ollama.heldCount() == 1);

            Answer refused = second.send(RawCaller.post(LARGE)).answer();
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
            try (RawCaller caller = new RawCaller(server.port())) {
                caller.send(RawCaller.HEAD + "Content-Length: " + LARGE.length() + "\r\n\r\n"
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
            try (RawCaller caller = new RawCaller(server.port())) {
                caller.send(RawCaller.HEAD + "Content-Length: " + (13 + megabytes * piece.length())
                        + "\r\n\r\n{\"messages\": ");
                for (int i = 0; i < megabytes; i++) {
                    caller.send(piece);
                }
                Answer answer = caller.answer();
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
