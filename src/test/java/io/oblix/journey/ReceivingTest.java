package io.oblix.journey;

import static io.oblix.fixture.TestServer.LOCAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.Await;
import io.oblix.fixture.RawClient;
import io.oblix.fixture.RawClient.Answer;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A request that never ends, or is more than the server can hold, is refused before it harms others. */
class ReceivingTest {

    private static final String BODY = TestServer.helloBody(LOCAL, false);
    private static final int MEMORY = 1 << 20;
    /** A body is weighed four times: one of these fits into the memory, a second does not. */
    private static final String LARGE =
            BODY.replace("Hello", "Hello" + "x".repeat(MEMORY / 4 - 2 * BODY.length() - 1024));

    @RegisterExtension
    static final TestServer server = new TestServer(Map.of(
            "oblix.receive-timeout",
            "400ms",
            "oblix.max-body-memory",
            MEMORY / 1024 + "KiB",
            "oblix.ollama.max-in-flight",
            "100"));

    @AfterEach
    void theServerStillAnswers() {
        server.ollama.heal();
        HttpResponse<String> answer = server.hello(LOCAL);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static void assertTooSlow(RawClient client) throws Exception {
        Answer answer = client.answer();
        assertThat(answer.status()).isEqualTo(408);
        assertThat(answer.error().path("code").asText()).isEqualTo("request_timeout");
        assertThat(answer.header("connection")).isEqualTo("close");
        assertThat(client.rest()).isEmpty();
    }

    @Test
    void aBodyThatStopsTimesOut() throws Exception {
        int asked = server.ollama.chatCount();
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.HEAD + "Content-Length: 1000\r\n\r\n{\"messages\":");
            assertTooSlow(client);
        }
        assertThat(server.ollama.chatCount()).isEqualTo(asked);
    }

    @Test
    void aBodyThatTricklesTimesOut() throws Exception {
        int asked = server.ollama.chatCount();
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.CHUNKED);
            Await.until("the server answers", () -> client.trickle(RawClient.chunk(" ")));
            assertTooSlow(client);
        }
        assertThat(server.ollama.chatCount()).isEqualTo(asked);
    }

    @Test
    void aHeadThatTricklesTimesOut() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send("GET /health/live HTTP/1.1\r\n");
            Await.until("the server answers", () -> client.trickle("X-A: b\r\n"));
            assertTooSlow(client);
        }
    }

    @Test
    void theSecondRequestOfAConnectionTimesOutLikeTheFirst() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.get("/health/live"));
            assertThat(client.answer().status()).isEqualTo(200);
            Await.until("the server answers", () -> client.trickle("\r\n"));
            assertTooSlow(client);
        }
    }

    @Test
    void aBodyThatIsNotNeededEndsTheConnectionAfterTheAnswer() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send("POST /nowhere HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(404);
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void anIdleConnectionIsClosedWithoutAnAnswer() throws Exception {
        try (RawClient silent = new RawClient(server.port());
                RawClient idle = new RawClient(server.port())) {
            assertThat(idle.send(RawClient.get("/health/live")).answer().status())
                    .isEqualTo(200);
            assertThat(silent.rest()).isEmpty();
            assertThat(idle.rest()).isEmpty();
        }
    }

    @Test
    void waitingForAnAnswerDoesNotCountAsReceiving() throws Exception {
        server.ollama.failNext(new Fault.Silence());
        try (RawClient patient = new RawClient(server.port());
                RawClient idle = new RawClient(server.port())) {
            // The second request is read only after the first is answered, and has all of its time then.
            patient.send(RawClient.post(BODY) + RawClient.CHUNKED);
            Await.until("the first is upstream", () -> server.ollama.heldCount() == 1);
            assertThat(idle.rest()).isEmpty();
            server.ollama.release();

            assertThat(patient.answer().status()).isEqualTo(200);
            assertThat(patient.send(RawClient.chunk(BODY) + "0\r\n\r\n")
                            .answer()
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void pipelinedRequestsAreBounded() throws Exception {
        server.ollama.failNext(new Fault.Silence());
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.post(BODY) + RawClient.get("/health/live").repeat(1000));
            Await.until("the first is upstream", () -> server.ollama.heldCount() == 1);
            server.ollama.release();

            for (int i = 0; i < 16; i++) {
                assertThat(client.answer().status()).isEqualTo(200);
            }
            assertThat(client.answer().status()).isEqualTo(400);
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void bodiesThatTogetherExceedTheMemoryAreRefusedForNow() throws Exception {
        server.ollama.failNext(new Fault.Silence());
        try (RawClient first = new RawClient(server.port());
                RawClient second = new RawClient(server.port())) {
            first.send(RawClient.post(LARGE));
            Await.until("the first is upstream", () -> server.ollama.heldCount() == 1);

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
    void aClientThatLeavesWithinItsBodyFreesTheMemory() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (RawClient client = new RawClient(server.port())) {
                client.send(RawClient.HEAD + "Content-Length: " + LARGE.length() + "\r\n\r\n"
                        + LARGE.substring(0, LARGE.length() - 1));
            }
        }
        Await.until("the memory is free again", () -> server.chat(LARGE).statusCode() == 200);
    }

    @Test
    void aBodyThatNeverFitsIntoTheMemoryIsTooLarge() {
        assertThat(server.chat(BODY.replace("Hello", "x".repeat(MEMORY / 4))).statusCode())
                .isEqualTo(413);
        // Short, but a tree of objects forty times as large.
        assertThat(server.chat(BODY.replace("\"Hello\"", "[" + "{},".repeat(10_000) + "{}]"))
                        .statusCode())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '^',
            value = {"[, 100", "{\"a\":, 20"})
    void manyMegabytesOfNestingAreRefused(String opening, int megabytes) throws Exception {
        String piece = opening.repeat((1 << 20) / opening.length());
        try (TestServer roomy =
                        new TestServer(Map.of("oblix.max-body-size", "128MiB", "oblix.max-body-memory", "1024GiB"));
                RawClient client = new RawClient(roomy.port())) {
            client.send(RawClient.HEAD + "Content-Length: " + (13 + megabytes * piece.length())
                    + "\r\n\r\n{\"messages\": ");
            for (int i = 0; i < megabytes; i++) {
                client.send(piece);
            }
            Answer answer = client.answer();

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.error().path("message").asText()).contains("nesting depth");
            assertThat(roomy.hello(LOCAL).statusCode()).isEqualTo(200);
        }
    }
}
