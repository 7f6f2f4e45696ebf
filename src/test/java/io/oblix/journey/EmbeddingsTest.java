package io.oblix.journey;

import static io.oblix.fixture.Embedders.OLLAMAS;
import static io.oblix.fixture.Embedders.OPENAIS;
import static io.oblix.fixture.Embedders.request;
import static io.oblix.fixture.TestServer.header;
import static io.oblix.fixture.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import io.oblix.fixture.Embedders;
import io.oblix.fixture.TestServer;
import io.oblix.json.Json;
import io.oblix.simulator.Fault;
import io.oblix.simulator.SimulatedProvider;
import io.oblix.simulator.SimulatedRequest;
import io.oblix.simulator.SimulatedVectors;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Embeddings over HTTP: the model that was named, at whichever of its hosts, in the form that the client asked for. */
class EmbeddingsTest {

    private static final Embedders EMBEDDERS = new Embedders();
    private static final SimulatedProvider OLLAMA = EMBEDDERS.ollama;
    private static final SimulatedProvider OPENAI = EMBEDDERS.openai;

    @RegisterExtension
    static final TestServer SERVER = new TestServer(EMBEDDERS.settings(Map.of()));

    @BeforeEach
    void heal() {
        EMBEDDERS.heal();
    }

    @AfterAll
    static void close() {
        EMBEDDERS.close();
    }

    private static HttpResponse<String> embed(String json, String... headers) {
        return SERVER.post("/v1/embeddings", json, headers);
    }

    private static float[] vector(JsonNode embedding) {
        if (embedding.isTextual()) {
            byte[] bytes = Base64.getDecoder().decode(embedding.textValue());
            float[] vector = new float[bytes.length / Float.BYTES];
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(vector);
            return vector;
        }
        float[] vector = new float[embedding.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = embedding.get(i).floatValue();
        }
        return vector;
    }

    private static float[] of(String text) {
        return SimulatedVectors.of(TextNode.valueOf(text), 8);
    }

    private static List<SimulatedRequest> calls(SimulatedProvider provider, int before) {
        List<SimulatedRequest> all = provider.chatRequests();
        return all.subList(all.size() - (provider.chatCount() - before), all.size());
    }

    @ParameterizedTest
    @CsvSource({
        "ollama:nomic-embed-text, float", "ollama:nomic-embed-text, base64",
        "openai:text-embedding-3-small, float", "openai:text-embedding-3-small, base64"
    })
    void eachProviderAnswersInTheFormThatIsAskedFor(String model, String format) {
        HttpResponse<String> response = embed(request(model, 2, ",\"encoding_format\":\"" + format + "\""));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        ObjectNode body = json(response);
        assertThat(body.path("object").asText()).isEqualTo("list");
        assertThat(body.path("model").asText()).isEqualTo(model.substring(model.indexOf(':') + 1));
        assertThat(body.path("usage").path("prompt_tokens").asInt()).isEqualTo(2);
        assertThat(body.path("usage").path("total_tokens").asInt()).isEqualTo(2);
        assertThat(body.path("data")).hasSize(2);
        for (int i = 0; i < 2; i++) {
            JsonNode one = body.path("data").get(i);
            assertThat(one.path("object").asText()).isEqualTo("embedding");
            assertThat(one.path("index").asInt()).isEqualTo(i);
            assertThat(one.path("embedding").isTextual()).isEqualTo(format.equals("base64"));
            assertThat(vector(one.path("embedding"))).isEqualTo(of("text " + i));
        }
        assertThat(header(response, "x-oblix-policy")).isEqualTo("none");
        assertThat(header(response, "x-oblix-model")).isEqualTo(model);
        assertThat(header(response, "x-oblix-target")).isEqualTo(model.equals(OLLAMAS) ? "local" : "cloud");
        assertThat(header(response, "x-oblix-attempts")).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {OLLAMAS, OPENAIS, "nomic-embed-text", "text-embedding-3-small", "auto"})
    void openAisClientReadsWhatItAsksForByDefault(String model) {
        CreateEmbeddingResponse response = SERVER.client()
                .embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model(model)
                        .inputOfArrayOfStrings(List.of("a", "b"))
                        .build());

        response.validate();
        assertThat(response.data()).hasSize(2);
        List<Float> expected = new ArrayList<>();
        for (float number : of("b")) {
            expected.add(number);
        }
        assertThat(response.data().get(1).embedding()).isEqualTo(expected);
    }

    @Test
    void oneTextIsAListOfOne() {
        for (String input : List.of("\"x\"", "[\"x\"]", "\"\"", "[\"\"]")) {
            for (String model : List.of(OLLAMAS, OPENAIS)) {
                HttpResponse<String> response = embed("{\"model\":\"" + model + "\",\"input\":" + input + "}");
                assertThat(json(response).path("data")).as(input).hasSize(1);
            }
        }
        assertThat(OLLAMA.chatRequests()
                        .get(OLLAMA.chatRequests().size() - 1)
                        .body()
                        .toString())
                .contains("\"input\":[\"\"]", "\"truncate\":false");
    }

    @Test
    void theClientsOwnBytesGoToOpenAiWithAnotherModel() {
        int before = OPENAI.chatCount();
        embed("{ \"input\" : [\"x\"],\"user\":\"u\",\"model\":\"" + OPENAIS
                + "\",\"dimensions\":4,\"new_field\":[1.0]}");

        assertThat(calls(OPENAI, before).get(0).body())
                .isEqualTo(Json.objectOrNull(
                        "{\"input\":[\"x\"],\"user\":\"u\",\"model\":\"text-embedding-3-small\",\"dimensions\":4,\"new_field\":[1.0]}"
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    @Test
    void dimensionsReachBoth() {
        for (String model : List.of(OLLAMAS, OPENAIS)) {
            JsonNode first = json(embed(request(model, 1, ",\"dimensions\":4")))
                    .path("data")
                    .path(0);
            assertThat(first.path("embedding")).hasSize(4);
        }
    }

    @Test
    void tokenArraysGoToOpenAiAndAreRefusedForOllamaWithTheRemedy() {
        for (String input : List.of("[1,2]", "[[1,2],[3]]")) {
            assertThat(embed("{\"model\":\"" + OPENAIS + "\",\"input\":" + input + "}")
                            .statusCode())
                    .isEqualTo(200);
            HttpResponse<String> refused = embed("{\"model\":\"" + OLLAMAS + "\",\"input\":" + input + "}");
            assertThat(refused.statusCode()).isEqualTo(400);
            JsonNode error = json(refused).path("error");
            assertThat(error.path("param").asText()).isEqualTo("input");
            assertThat(error.path("message").asText())
                    .contains("Token arrays are not supported by ollama:nomic-embed-text", "send the texts");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "openai:text-embedding-3-small, base64, 5000, 3",
        "openai:text-embedding-3-small, float, 1100, 3",
        "ollama:nomic-embed-text, float, 600, 3",
        "ollama:nomic-embed-text, base64, 600, 3",
        "ollama:nomic-embed-text, float, 10000, 40"
    })
    void moreThanOneCallTakesIsSplitAndPutTogetherInOrder(String model, String format, int inputs, int calls) {
        SimulatedProvider provider = (model.startsWith("ollama:") ? OLLAMA : OPENAI);
        int before = provider.chatCount();

        HttpResponse<String> response = embed(request(model, inputs, ",\"encoding_format\":\"" + format + "\""));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        ObjectNode body = json(response);
        assertThat(body.path("data")).hasSize(inputs);
        for (int i = 0; i < inputs; i += 499) {
            JsonNode one = body.path("data").get(i);
            assertThat(one.path("index").asInt()).isEqualTo(i);
            assertThat(one.path("embedding").isTextual()).isEqualTo(format.equals("base64"));
            assertThat(vector(one.path("embedding"))).isEqualTo(of("text " + i));
        }
        assertThat(body.path("usage").path("prompt_tokens").asInt()).isEqualTo(inputs);
        assertThat(provider.chatCount() - before).isEqualTo(calls);
        assertThat(header(response, "x-oblix-attempts")).isEqualTo(Integer.toString(calls));
    }

    @Test
    void aServerThatTakesFewerIsAskedInSmallerBatchesFromThenOn() {
        String model = "openai:another-embedder";
        int before = OPENAI.chatCount();
        OPENAI.failNext(new Fault.Status(
                413,
                "application/json",
                "{\"error\":\"batch size 10 > maximum allowed batch size 4\",\"error_type\":\"Validation\"}",
                Map.of()));

        HttpResponse<String> response = embed(request(model, 10, ""));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(json(embed(request(model, 5, ""))).path("data")).hasSize(5);
        assertThat(json(response).path("data")).hasSize(10);
        assertThat(vector(json(response).path("data").get(9).path("embedding"))).isEqualTo(of("text 9"));
        assertThat(calls(OPENAI, before))
                .extracting(call -> call.body().path("input").size())
                .containsExactly(10, 4, 4, 2, 4, 1);
    }

    @Test
    void autoWithoutASettingIsOneClearError() throws Exception {
        try (TestServer server = new TestServer()) {
            for (String model : List.of("", "\"model\":\"auto\",", "\"model\":null,", "\"model\":\"auto:private\",")) {
                HttpResponse<String> response = server.post("/v1/embeddings", "{" + model + "\"input\":\"x\"}");
                assertThat(response.statusCode()).isEqualTo(404);
                JsonNode error = json(response).path("error");
                assertThat(error.path("code").asText()).isEqualTo("model_not_found");
                assertThat(error.path("message").asText()).contains("Name an embedding model", "OBLIX_EMBEDDING_MODEL");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "claude:claude-sonnet-4-5, 404, model_not_found",
        "ollama:llama3.2:1b, 400, ",
        "openai:gpt-4o-mini, 400, ",
        "no-such-model, 404, model_not_found"
    })
    void aModelThatMakesNoneIsAClearError(String model, int status, String code) {
        HttpResponse<String> response = embed(request(model, 1, ""));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        JsonNode error = json(response).path("error");
        assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(error.path("code").isNull() ? null : error.path("code").asText())
                .isEqualTo(code);
        assertThat(error.path("message").asText()).contains(model);
    }

    @Test
    void anEmbeddingModelThatIsAskedToChatIsAClearError() {
        HttpResponse<String> response = SERVER.hello(OLLAMAS);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).path("error").path("message").asText()).contains("cannot chat", "embeddings");
    }

    @Test
    void localOnlyReachesNoCloud() {
        int before = OPENAI.chatCount();

        HttpResponse<String> refused = embed(request(OPENAIS, 1, ""), "X-Oblix-Privacy", "local-only");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).path("error").path("code").asText()).isEqualTo("local_only");
        assertThat(OPENAI.chatCount()).isEqualTo(before);
        assertThat(embed(request("auto:private", 1, "")).statusCode()).isEqualTo(200);
    }

    @Test
    void thePrivatePolicyKeepsACloudModelFromEmbedding() throws Exception {
        try (TestServer server = new TestServer(Map.of("oblix.embedding-model", OPENAIS))) {
            HttpResponse<String> refused = server.post("/v1/embeddings", request("auto:private", 1, ""));

            assertThat(json(refused).path("error").path("code").asText()).isEqualTo("local_only");
            assertThat(server.post("/v1/embeddings", request("auto:cloud-first", 1, ""))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                          | input             | Missing required parameter",
                "{\"input\":null}                            | input             | Missing required parameter",
                "{\"input\":[]}                              | input             | input cannot be an empty array",
                "{\"input\":[[]]}                            | input[0]          | empty array",
                "{\"input\":{}}                              | input             | an object",
                "{\"input\":5}                               | input             | an integer",
                "{\"input\":true}                            | input             | a boolean",
                "{\"input\":[\"a\",1]}                       | input[1]          | an integer",
                "{\"input\":[\"a\",null]}                    | input[1]          | null",
                "{\"input\":[null]}                          | input[0]          | null",
                "{\"input\":[1,\"a\"]}                       | input[1]          | a string",
                "{\"input\":[1.5]}                           | input[0]          | a decimal",
                "{\"input\":[-1]}                            | input[0]          | no token",
                "{\"input\":[99999999999999999999]}          | input[0]          | no token",
                "{\"input\":[[1],\"a\"]}                     | input[1]          | a string",
                "{\"input\":[[1,[2]]]}                       | input[0][1]       | an array",
                "{\"input\":\"a\",\"dimensions\":-1}         | dimensions        | -1 is less than the minimum of 1",
                "{\"input\":\"a\",\"dimensions\":0}          | dimensions        | 0 is less than the minimum of 1",
                "{\"input\":\"a\",\"dimensions\":1.5}        | dimensions        | a decimal",
                "{\"input\":\"a\",\"dimensions\":\"NaN\"}    | dimensions        | a string",
                "{\"input\":\"a\",\"dimensions\":1e400}      | dimensions        | a decimal",
                "{\"input\":\"a\",\"dimensions\":99999999999}| dimensions        | above maximum",
                "{\"input\":\"a\",\"encoding_format\":\"x\"} | encoding_format   | Supported values are: 'float' and 'base64'",
                "{\"input\":\"a\",\"encoding_format\":1}     | encoding_format   | an integer",
                "{\"input\":\"a\",\"user\":1}                | user              | an integer",
                "{\"input\":\"a\",\"model\":1}               | model             | an integer"
            })
    void aMistakeIsNamed(String body, String param, String message) {
        HttpResponse<String> response = embed(body);

        assertThat(response.statusCode()).isEqualTo(400);
        JsonNode error = json(response).path("error");
        assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(error.path("param").asText()).isEqualTo(param);
        assertThat(error.path("message").asText()).contains(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "{\"input\":\"a\",\"dimensions\":NaN}", "{\"input\":", "\"x\""})
    void whatIsNoObjectIsRefused(String body) {
        HttpResponse<String> response = embed(body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).path("error").path("message").asText()).contains("could not parse the JSON");
    }

    @Test
    void tooManyInputsAreRefusedAtOnce() {
        HttpResponse<String> response = embed(request(OLLAMAS, 16_385, ""));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).path("error").path("message").asText()).contains("maximum length 16384");
    }

    @Test
    void theRequestIsInTheMetricsAndTheModelListHidesTheModel() {
        embed(request(OLLAMAS, 1, ""));

        assertThat(SERVER.metrics()).contains("nomic-embed-text");
        assertThat(SERVER.get("/v1/models").body()).doesNotContain("nomic-embed-text");
        assertThat(SERVER.get("/v1/models?all=true").body()).contains("nomic-embed-text");
        assertThat(SERVER.get("/v1/models/nomic-embed-text").statusCode()).isEqualTo(200);
    }
}
