package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.OblixApplication;
import io.oblix.ask.attempt.AttemptListener;
import io.oblix.ask.attempt.AttemptRecord;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.fixture.TestServer;
import io.oblix.policy.Decision;
import io.oblix.problem.UpstreamProblem;
import io.oblix.settings.OblixSettings;
import io.oblix.settings.SettingsSource;
import io.oblix.simulator.SimulatedProvider;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Code of an operator's that fails by an Error, which Camel does not catch, leaves no client without an answer. */
class ErrorsOfThisServerTest {

    private static final String WITHOUT_CLASS = "a class that a jar lacks, which this test is about";

    /** Fails before or after a call. */
    private record Failing(boolean before) implements AttemptListener {

        @Override
        public void asking(ChatRequest request, Decision decision, ModelName model, List<UpstreamProblem> failed) {
            if (before) {
                throw new NoClassDefFoundError(WITHOUT_CLASS);
            }
        }

        @Override
        public void ended(AttemptRecord attempt) {
            if (!before) {
                throw new NoClassDefFoundError(WITHOUT_CLASS);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"true, false", "true, true", "false, false"})
    @Timeout(30)
    void aClientIsAnsweredAndNothingStaysInFlight(boolean before, boolean streamed) throws Exception {
        try (SimulatedProvider openai = SimulatedProvider.openAi().withModels("gpt-4o-mini");
                OblixApplication server = OblixApplication.start(settings(openai), new Failing(before))) {
            HttpClient http = HttpClient.newHttpClient();
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> answer = http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/v1/chat/completions"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        TestServer.helloBody(TestServer.OPENAI, streamed)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

                assertThat(answer.statusCode()).isEqualTo(500);
                assertThat(TestServer.json(answer).path("error").path("code").asText())
                        .isEqualTo("internal_error");
                assertThat(answer.body()).doesNotContain(WITHOUT_CLASS);
            }
        }
    }

    private static OblixSettings settings(SimulatedProvider openai) throws Exception {
        return OblixSettings.of(SettingsSource.read(
                Path.of("no-such-folder"),
                Map.of(),
                Map.of(
                        "oblix.host", "127.0.0.1",
                        "oblix.port", "0",
                        "oblix.cloud-model", TestServer.OPENAI,
                        "oblix.openai.base-url", openai.baseUrl(),
                        "oblix.openai.api-key", "test-key-openai",
                        "oblix.shutdown.grace", "1s",
                        "oblix.ledger.url", "off")));
    }
}
