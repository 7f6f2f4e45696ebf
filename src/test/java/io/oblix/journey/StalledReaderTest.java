package io.oblix.journey;

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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers who ask and do not read: they slow the model down, take little memory, and are given up in the end. */
class StalledReaderTest {

    private static final String PIECE = "x".repeat(16 * 1024);

    /** Sixteen MiB: more than the system keeps on its way, for the client and for the provider together. */
    private static final int LONG = 1000;

    private TestServer server;

    private void start(String stalledTimeout) throws Exception {
        server = new TestServer(Map.of("oblix.stalled-timeout", stalledTimeout));
        for (SimulatedProvider provider : List.of(server.ollama, server.openai, server.claude)) {
            provider.answering(StalledReaderTest::asManyPiecesAsAskedFor);
        }
    }

    @BeforeEach
    void start() throws Exception {
        start("400ms");
    }

    @AfterEach
    void theServerIsStillWell() throws Exception {
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
        return RawClient.post("{\"model\":\"" + model + "\",\"stream\":" + streamed
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + pieces + "\"}]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ollama:llama3.2:1b", "openai:gpt-4o-mini", "claude:claude-sonnet-4-5"})
    void aStreamThatNobodyReadsIsGivenUpAndEndsUpstream(String model) throws Exception {
        SimulatedProvider provider =
                model.startsWith("ollama") ? server.ollama : model.startsWith("openai") ? server.openai : server.claude;
        try (RawClient client = new RawClient(server.port())) {
            client.send(question(model, LONG, true));

            Await.until("the end of the call upstream", () -> provider.droppedCount() == 1);
            Await.until("the end of the connection", client::isReset);
        }
    }

    @Test
    void aWholeAnswerThatNobodyReadsIsGivenUp() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send(question("ollama:llama3.2:1b", LONG / 2, false));

            Await.until("the end of the connection", client::isReset);
        }
    }

    @Test
    void whoReadsSlowlyGetsAllOfIt() throws Exception {
        // A small window and pauses that are shorter than the server's patience: the time in all is far longer.
        try (RawClient client = new RawClient(server.port())) {
            client.send(question("openai:gpt-4o-mini", 200, true));

            assertThat(client.answer().body()).endsWith("data: [DONE]\n\n").hasSizeGreaterThan(200 * PIECE.length());
        }
    }

    @Test
    void manyWhoDoNotReadKeepNobodyFromAnAnswer() throws Exception {
        server.close();
        start("5m");
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                clients.add(new RawClient(server.port()).send(question("openai:gpt-4o-mini", LONG, true)));
            }
            Await.until("20 calls upstream", () -> server.openai.chatCount() == 20);

            assertThat(server.hello("openai:gpt-4o-mini").statusCode()).isEqualTo(200);
            assertThat(server.hello("ollama:llama3.2:1b").statusCode()).isEqualTo(200);
            assertThat(clients).noneMatch(RawClient::isReset);
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
        Await.until("the end of all calls upstream", () -> server.openai.droppedCount() == 20);
    }
}
