package io.oblix.journey.policy;

import static io.oblix.fixture.TestServer.LOCAL;
import static io.oblix.fixture.TestServer.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.fixture.Await;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.SimulatedAnswer;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Models that count twice the tokens that we estimate for a table of numbers, here of about 20,000 tokens. */
class TokensLearnedTest {

    private static final String TABLE = "12.50 99817 3.14 7\\n".repeat(1_400);
    private static final String WORDS = "Some ordinary words of a text. ".repeat(2_500);

    private final TestServer server = new TestServer(Map.of("policy.auto.cloud-share", "0"));

    @AfterEach
    void stop() {
        server.close();
    }

    private static String body(String model, String prompt) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]}";
    }

    private JsonNode route(String prompt) {
        return TestServer.json(server.post("/v1/route", body("auto", prompt)));
    }

    private static int promptTokens(JsonNode route) {
        return route.at("/facts/OblixRequest/promptTokens").asInt();
    }

    private static double cost(JsonNode route) {
        return route.at("/facts/OblixCloud/estimatedCostUsd").asDouble();
    }

    private void answer(String model, String prompt, int countedTokens) {
        server.provider(model).answering(request -> SimulatedAnswer.of("Yes", countedTokens));
        assertThat(server.chat(body(model, prompt)).statusCode()).isEqualTo(200);
    }

    @Test
    void whatALocalModelCountsDecidesWhetherAPromptFits() {
        JsonNode before = route(TABLE);
        int estimated = promptTokens(before);
        assertThat(before.path("reason").asText()).isEqualTo("local-is-enough");
        assertThat(before.at("/facts/OblixRequest/textKind").asText()).isEqualTo("NUMBERS");
        int words = promptTokens(route(WORDS));

        answer(LOCAL, TABLE, 2 * estimated);
        Await.until("its count is learned", () -> promptTokens(route(TABLE)) > estimated);

        JsonNode after = route(TABLE);
        assertThat(promptTokens(after)).isBetween((int) (1.8 * estimated), 2 * estimated);
        assertThat(after.at("/facts/OblixRequest/neededTokens").asInt()).isGreaterThan(promptTokens(after));
        assertThat(after.path("reason").asText()).isEqualTo("prompt-too-long-for-local");
        assertThat(promptTokens(route(WORDS))).as("another kind of text").isEqualTo(words);
    }

    @Test
    void whatTheCloudModelCountsIsWhatItCosts() {
        JsonNode before = route(TABLE);
        double cost = cost(before);

        answer(OPENAI, TABLE, 2 * promptTokens(before));
        Await.until("its count is learned", () -> cost(route(TABLE)) > cost);

        JsonNode after = route(TABLE);
        assertThat(cost(after)).isGreaterThan(1.6 * cost);
        assertThat(promptTokens(after)).as("as the local model counts").isEqualTo(promptTokens(before));
    }

    @Test
    void theWaitIsForTheTokensThatTheModelReads() {
        int estimated = promptTokens(route(TABLE));
        server.ollama.answering(
                request -> SimulatedAnswer.of("Yes", 2 * estimated).taking(2L * estimated, 1));
        assertThat(server.chat(body(LOCAL, TABLE)).statusCode()).isEqualTo(200);
        Await.until("its count is learned", () -> promptTokens(route(TABLE)) > estimated);

        assertThat(route(TABLE).at("/facts/OblixLocal/waitMillis").asInt())
                .as("1 ms for each")
                .isBetween((int) (1.8 * estimated), 2 * estimated + 100);
    }
}
