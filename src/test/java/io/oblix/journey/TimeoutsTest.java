package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import io.oblix.simulator.SimulatedProvider;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each wait has its own limit, and the error says which one ran out. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TimeoutsTest {

    private TestServer server;

    @BeforeAll
    void start() throws Exception {
        server = new TestServer(Map.of(
                "oblix.timeout.first-token", "200ms",
                "oblix.timeout.idle", "250ms",
                "oblix.timeout.whole", "300ms",
                "oblix.local.timeout.first-token", "150ms",
                "oblix.retry.max-attempts", "1",
                "oblix.breaker.window", "1000"));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @BeforeEach
    void heal() {
        List.of(server.ollama, server.openai, server.claude).forEach(SimulatedProvider::heal);
    }

    private static Fault fault(String name) {
        return switch (name) {
            case "silence" -> new Fault.Silence();
            case "stall" -> new Fault.Stall(0);
            default -> new Fault.Stall(2);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "ollama:llama3.2:1b, silence, true, did not begin to answer within 150 ms",
        "ollama:llama3.2:1b, stall, false, sent no token within 150 ms",
        "ollama:llama3.2:1b, later, true, fell silent for 250 ms",
        "ollama:llama3.2:1b, later, false, fell silent for 250 ms",
        "openai:gpt-4o-mini, silence, true, did not begin to answer within 200 ms",
        "openai:gpt-4o-mini, stall, true, sent no token within 200 ms",
        "openai:gpt-4o-mini, silence, false, gave no answer within 300 ms",
        "openai:gpt-4o-mini, later, false, gave no answer within 300 ms",
        "claude:claude-sonnet-4-5, stall, true, sent no token within 200 ms",
        "claude:claude-sonnet-4-5, later, false, fell silent for 250 ms",
        // Who thinks without showing it has five times as long.
        "openai:o3-mini, stall, true, sent no token within 1 s",
        "claude:claude-opus-5, silence, true, did not begin to answer within 1 s"
    })
    void aWaitThatRunsOutIsNamed(String model, String fault, boolean streamed, String words) throws Exception {
        for (SimulatedProvider provider : List.of(server.ollama, server.openai, server.claude)) {
            provider.failAlways(fault(fault));
        }

        HttpResponse<String> answer = server.chat("{\"model\":\"" + model + "\",\"stream\":" + streamed
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");

        assertThat(answer.body()).contains(model + ": " + words);
        assertThat(answer.statusCode()).isEqualTo(streamed && fault.equals("later") ? 200 : 504);
    }
}
