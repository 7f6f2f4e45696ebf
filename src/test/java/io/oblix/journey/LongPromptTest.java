package io.oblix.journey;

import static io.oblix.fixture.TestServer.LOCAL;
import static io.oblix.fixture.TestServer.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.fixture.Await;
import io.oblix.fixture.RawClient;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.SimulatedAnswer;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A model that reads a long prompt for longer than the timeout to the first token; the prompt has about 1,000 tokens. */
class LongPromptTest {

    private static final String PROMPT = "word ".repeat(1_000);

    private final TestServer server = new TestServer(Map.of(
            "oblix.local.timeout.first-token", "300ms",
            "oblix.breaker.window", "2",
            "oblix.breaker.failure-rate", "50"));

    @BeforeEach
    void serveOneAtATime() {
        server.ollama.serving(1, request -> request.question().length() > 1_000 ? 1_500L : 1L);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** The model reports that a prompt of a thousand tokens took so long. */
    private void learn(long readMillis) {
        server.ollama.answering(request -> SimulatedAnswer.of("Yes", 1_000).taking(readMillis, 1));
        assertThat(server.hello(LOCAL).statusCode()).isEqualTo(200);
        double tokensPerSecond = 1_000_000.0 / readMillis;
        Await.until(
                "its speed is learned",
                () -> Math.abs(local().path("read_tokens_per_second").asDouble() - tokensPerSecond) < 1);
    }

    private static String body(String model, boolean streamed) {
        return "{\"model\":\"" + model + "\",\"stream\":" + streamed
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + PROMPT + "\"}]}";
    }

    private JsonNode local() {
        return server.health().at("/models/local");
    }

    @Test
    void patienceGrowsWithThePromptAndTheSpeedLearned() {
        learn(1_000);

        HttpResponse<String> answer = server.chat(body("auto:local-first", true));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "x-oblix-target")).isEqualTo("local");
    }

    @Test
    void patienceGrowsBeforeAnythingWasLearned() {
        server.ollama.answering(request -> SimulatedAnswer.of("Yes", 1_000));

        assertThat(header(server.chat(body("auto:local-first", false)), "x-oblix-target"))
                .isEqualTo("local");
    }

    @Test
    void withoutAFallbackThereIsNoHurry() {
        learn(10);

        assertThat(header(server.chat(body("auto:local-first", true)), "x-oblix-target"))
                .as("three times 10 ms are over")
                .isEqualTo("cloud");
        assertThat(server.chat(body(LOCAL, true)).statusCode()).isEqualTo(200);
        assertThat(server.chat(body("auto:private", false)).statusCode()).isEqualTo(200);
    }

    @Test
    void aHostThatWasGivenUpOnIsBusyUntilItHasReadThePrompt() throws Exception {
        learn(1_500);
        int before = server.ollama.chatCount();
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.post(body(LOCAL, true)));
            Await.until("the prompt is upstream", () -> server.ollama.chatCount() == before + 1);
        }
        Await.until("the client has left", () -> server.ollama.droppedCount() == 1);

        assertThat(local().path("in_flight").asInt())
                .as("long after the client has left")
                .isEqualTo(1);
        assertThat(local().path("expected_wait_ms").asLong()).isGreaterThan(200);
        assertThat(server.hello(LOCAL).statusCode()).isEqualTo(200);
        Await.until(
                "the next answer shows that it is done",
                () -> local().path("in_flight").asInt() == 0);
    }

    @Test
    void givingUpOnASlowReaderOpensNoCircuit() {
        learn(10);
        server.ollama.serving(1, request -> 30_000L);

        assertThat(header(server.chat(body("auto:local-first", false)), "x-oblix-target"))
                .isEqualTo("cloud");

        server.health()
                .path("breakers")
                .forEach(state -> assertThat(state.asText()).isEqualTo("closed"));
        assertThat(local().path("state").asText()).isEqualTo("available");
    }
}
