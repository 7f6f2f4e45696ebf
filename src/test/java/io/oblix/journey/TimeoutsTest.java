package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each wait has a limit of its own, and the error says which one was exceeded. */
@Tag("streams")
class TimeoutsTest {

    @RegisterExtension
    static final TestServer server = new TestServer(Map.of(
            "oblix.timeout.first-token", "160ms",
            "oblix.timeout.idle", "250ms",
            "oblix.timeout.whole", "300ms",
            "oblix.local.timeout.first-token", "150ms",
            "oblix.retry.max-attempts", "1"));

    /** What the provider sends before it falls silent. */
    enum Sends {
        NOTHING,
        HEADERS,
        TWO_PIECES;

        Fault fault() {
            return switch (this) {
                case NOTHING -> new Fault.Silence();
                case HEADERS -> new Fault.Stall(0);
                case TWO_PIECES -> new Fault.Stall(2);
            };
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ollama:llama3.2:1b, NOTHING, true, did not begin to answer within 150 ms",
        "ollama:llama3.2:1b, HEADERS, false, sent no token within 150 ms",
        "ollama:llama3.2:1b, TWO_PIECES, true, fell silent for 250 ms",
        "ollama:llama3.2:1b, TWO_PIECES, false, fell silent for 250 ms",
        "openai:gpt-4o-mini, NOTHING, true, did not begin to answer within 160 ms",
        "openai:gpt-4o-mini, HEADERS, true, sent no token within 160 ms",
        "openai:gpt-4o-mini, NOTHING, false, gave no answer within 300 ms",
        "openai:gpt-4o-mini, TWO_PIECES, false, gave no answer within 300 ms",
        "claude:claude-sonnet-4-5, HEADERS, true, sent no token within 160 ms",
        "claude:claude-sonnet-4-5, TWO_PIECES, false, fell silent for 250 ms",
        // A model that thinks without showing it has five times as long.
        "openai:o3-mini, HEADERS, true, sent no token within 800 ms",
        "claude:claude-opus-5, NOTHING, true, did not begin to answer within 800 ms"
    })
    void theErrorNamesTheWaitThatWasTooLong(String model, Sends sends, boolean streamed, String words) {
        server.provider(model).failAlways(sends.fault());

        HttpResponse<String> answer = server.hello(model, streamed);

        assertThat(answer.body()).contains(model + ": " + words);
        assertThat(answer.statusCode()).isEqualTo(streamed && sends == Sends.TWO_PIECES ? 200 : 504);
    }

    /** Also where the first token has had much longer. */
    @ParameterizedTest
    @ValueSource(strings = {TestServer.LOCAL, TestServer.CLAUDE})
    @Timeout(15)
    void aWholeAnswerThatFallsSilentIsNotWaitedForAsForTheFirstToken(String model) {
        try (TestServer patient = new TestServer(Map.of(
                "oblix.timeout.first-token", "60s",
                "oblix.local.timeout.first-token", "60s",
                "oblix.timeout.connect", "50s",
                "oblix.timeout.idle", "250ms",
                "oblix.retry.max-attempts", "1"))) {
            patient.provider(model).failAlways(Sends.TWO_PIECES.fault());

            assertThat(patient.hello(model, false).body()).contains(model + ": fell silent for 250 ms");
        }
    }
}
