package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.fixture.Embedders;
import io.oblix.fixture.Story;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.SimulatedProvider;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Embeddings by Ollama's API, of Ollama and of others. */
class OllamaEmbedTest {

    private static final Embedders EMBEDDERS = new Embedders();
    private static final SimulatedProvider OLLAMA = EMBEDDERS.ollama;

    @RegisterExtension
    static final TestServer SERVER = new TestServer(EMBEDDERS.settings(Map.of(
            "oblix.ollama.max-keep-alive", "10m",
            "oblix.ollama.max-context", "4096",
            "oblix.ollama-api.cloud-models", "off")));

    @AfterAll
    static void close() {
        EMBEDDERS.close();
    }

    private static HttpResponse<String> post(String path, String body) {
        return SERVER.post(path, body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nomic-embed-text", "ollama:nomic-embed-text", "auto", "openai:text-embedding-3-small"})
    void eachTextHasItsVector(String model) {
        HttpResponse<String> answer =
                post("/api/embed", "{\"model\":\"" + model + "\",\"input\":[\"a\",\"b\",\"a\"],\"truncate\":false}");
        JsonNode vectors = TestServer.json(answer).path("embeddings");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(vectors).hasSize(3);
        assertThat(vectors.get(0)).isNotEmpty().allMatch(JsonNode::isNumber).isEqualTo(vectors.get(2));
        assertThat(vectors.get(0)).isNotEqualTo(vectors.get(1));
        assertThat(TestServer.json(answer).path("prompt_eval_count").isIntegralNumber())
                .isTrue();
        assertThat(TestServer.json(answer).path("total_duration").asLong()).isPositive();
    }

    @Test
    void theOlderPathTakesOneText() {
        JsonNode one = TestServer.json(post("/api/embeddings", "{\"model\":\"nomic-embed-text\",\"prompt\":\"a\"}"));
        JsonNode many = TestServer.json(post("/api/embed", "{\"model\":\"nomic-embed-text\",\"input\":\"a\"}"));

        assertThat(one.path("embedding"))
                .isNotEmpty()
                .isEqualTo(many.path("embeddings").get(0));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"input":"x"}                                | 400 | model is required
        {"model":"nomic-embed-text","input":[1,2]}   | 400 | invalid input type
        {"model":"nomic-embed-text","input":7}       | 400 | invalid input type
        {"model":"no-such-model","input":"x"}        | 404 | not found
        {"model":"auto","input":"x","dimensions":"2"} | 400 | invalid dimensions
        {"model":"auto","input":"x","truncate":"no"} | 400 | invalid truncate
        {"model":"auto","input":"x","options":7}     | 400 | invalid options
        """)
    void errorsAreASentence(String body, int status, String words) {
        HttpResponse<String> answer = post("/api/embed", body);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(TestServer.json(answer).path("error").asText()).contains(words);
    }

    @Test
    void anEmptyTextLoadsTheModelAndHasNoVector() {
        int before = OLLAMA.chatCount();

        assertThat(TestServer.json(post("/api/embed", "{\"model\":\"nomic-embed-text\",\"input\":\"\"}"))
                        .path("embeddings"))
                .isEmpty();
        assertThat(TestServer.json(post("/api/embeddings", "{\"model\":\"nomic-embed-text\",\"prompt\":\"\"}"))
                        .path("embedding"))
                .isEmpty();
        assertThat(TestServer.json(post("/api/embed", "{\"model\":\"nomic-embed-text\",\"input\":[\"\"]}"))
                        .path("embeddings"))
                .hasSize(1);
        assertThat(OLLAMA.chatCount() - before).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"auto,0", "auto,-1", "openai:text-embedding-3-small,-1"})
    void noVectorIsCutToALengthBelowOne(String model, int dimensions) {
        HttpResponse<String> answer =
                post("/api/embed", "{\"model\":\"" + model + "\",\"input\":\"a\",\"dimensions\":" + dimensions + "}");

        assertThat(TestServer.json(answer).path("embeddings").path(0).size()).isGreaterThan(1);
    }

    @Test
    void theOperatorsLimitsHold() {
        post(
                "/api/embed",
                "{\"model\":\"nomic-embed-text\",\"input\":\"a\",\"keep_alive\":-1,\"options\":{\"num_ctx\":5000000,"
                        + "\"num_gpu\":1}}");

        JsonNode sent = Story.lastRequest(OLLAMA);
        assertThat(sent.path("keep_alive").asText()).isEqualTo("10m");
        assertThat(sent.at("/options/num_ctx").asInt()).isLessThanOrEqualTo(4096);
        assertThat(sent.at("/options/num_gpu").asInt()).isEqualTo(1);
        assertThat(post("/api/embed", "{\"model\":\"nomic-embed-text\",\"input\":\"a\",\"keep_alive\":\"soon\"}")
                        .body())
                .contains("'keep_alive': a duration such as '30m'");
    }

    @Test
    void cloudModelsAreNotListedWhereTheOperatorHidesThem() {
        JsonNode models = TestServer.json(SERVER.get("/api/tags")).path("models");

        assertThat(models)
                .anyMatch(model -> model.path("name").asText().equals("llama3.2:1b"))
                .noneMatch(model -> model.path("name").asText().startsWith("openai:"));
    }
}
