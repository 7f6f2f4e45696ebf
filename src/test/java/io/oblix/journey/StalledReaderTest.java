package io.oblix.journey;

import static io.oblix.fixture.TestServer.CLAUDE;
import static io.oblix.fixture.TestServer.LOCAL;
import static io.oblix.fixture.TestServer.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.Await;
import io.oblix.fixture.RawClient;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.SimulatedAnswer;
import io.oblix.simulator.SimulatedProvider;
import io.oblix.simulator.SimulatedRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that ask and do not read: they slow the model down, take little memory, and are cut off in the end. */
@Tag("streams")
class StalledReaderTest {

    private static final String PIECE = "x".repeat(16 * 1024);

    /** Sixteen MiB: more than the system buffers between the client, the server and the provider. */
    private static final int LONG = 1000;

    /** Several for each event loop. */
    private static final int STALLED = 8;

    @SuppressWarnings("NullAway.Init") // Each test starts it, with a time of its own.
    private TestServer server;

    private void start(String stalledTimeout) {
        server = new TestServer(Map.of("oblix.stalled-timeout", stalledTimeout));
        for (SimulatedProvider provider : server.providers()) {
            provider.answering(StalledReaderTest::asManyPiecesAsAskedFor);
        }
    }

    @AfterEach
    void theServerStillAnswers() {
        assertThat(server.hello("auto").statusCode()).isEqualTo(200);
        server.close();
    }

    private static SimulatedAnswer asManyPiecesAsAskedFor(SimulatedRequest request) {
        String question = request.question();
        return question.equals("Hello")
                ? SimulatedAnswer.of("Short.", 10)
                : new SimulatedAnswer(Collections.nCopies(Integer.parseInt(question), PIECE), "stop", 10);
    }

    private static String question(String model, int pieces, boolean streamed) {
        return RawClient.post(TestServer.helloBody(model, streamed).replace("Hello", Integer.toString(pieces)));
    }

    @ParameterizedTest
    @ValueSource(strings = {LOCAL, OPENAI, CLAUDE})
    void aStreamThatIsNotReadIsCutOffAndEndsUpstream(String model) throws Exception {
        start("400ms");
        SimulatedProvider provider = server.provider(model);
        try (RawClient client = new RawClient(server.port())) {
            client.send(question(model, LONG, true));

            Await.until("the request has ended upstream", () -> provider.droppedCount() == 1);
            Await.until("the connection is reset", client::isReset);
        }
    }

    @Test
    void aWholeAnswerThatIsNotReadIsCutOff() throws Exception {
        start("400ms");
        try (RawClient client = new RawClient(server.port())) {
            client.send(question(LOCAL, LONG / 2, false));

            Await.until("the connection is reset", client::isReset);
        }
    }

    /** The window is small and the pauses shorter than the timeout, which bounds each and not their sum. */
    @Test
    void aClientThatReadsSlowlyGetsTheWholeAnswer() throws Exception {
        start("400ms");
        try (RawClient client = new RawClient(server.port())) {
            client.send(question(OPENAI, 200, true));

            assertThat(client.answer().body()).endsWith("data: [DONE]\n\n").hasSizeGreaterThan(200 * PIECE.length());
        }
    }

    @Test
    void clientsThatDoNotReadDoNotHoldUpOthers() throws Exception {
        start("5m");
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < STALLED; i++) {
                clients.add(new RawClient(server.port()).send(question(OPENAI, LONG, true)));
            }
            Await.until("they are upstream", () -> server.openai.chatCount() == STALLED);

            assertThat(server.hello(OPENAI).statusCode()).isEqualTo(200);
            assertThat(server.hello(LOCAL).statusCode()).isEqualTo(200);
            assertThat(clients).noneMatch(RawClient::isReset);
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
        Await.until("all have ended upstream", () -> server.openai.droppedCount() == STALLED);
    }
}
