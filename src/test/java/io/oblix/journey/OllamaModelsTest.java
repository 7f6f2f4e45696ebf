package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.fixture.Await;
import io.oblix.fixture.TestServer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Ollama's clients ask about models: Copilot, Zed, Open WebUI and Home Assistant before they chat. */
class OllamaModelsTest {

    @RegisterExtension
    static final TestServer server = new TestServer();

    private static List<String> names(JsonNode list) {
        List<String> names = new ArrayList<>();
        list.path("models").forEach(model -> names.add(model.path("name").asText()));
        return names;
    }

    private static ObjectNode show(String body) {
        HttpResponse<String> answer = server.post("/api/show", body);
        assertThat(answer.statusCode()).isEqualTo(200);
        return TestServer.json(answer);
    }

    private static HttpResponse<String> send(String method, String path, String body) {
        return server.send(HttpRequest.newBuilder(URI.create(server.url(path)))
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void thePickersSeePoliciesAndModels() {
        JsonNode tags = TestServer.json(server.get("/api/tags"));

        assertThat(names(tags))
                .startsWith("auto:latest")
                .contains("llama3.2:1b", "openai:gpt-4o-mini", "claude:claude-sonnet-4-5")
                .doesNotHaveDuplicates()
                .allMatch(name -> name.contains(":"));
        assertThat(tags.path("models"))
                .noneMatch(model -> model.path("name").asText().startsWith("ollama:"));
    }

    /** Zed's types have no optional fields. */
    @Test
    void eachEntryHasAllThatStrictClientsRequire() {
        for (JsonNode model : TestServer.json(server.get("/api/tags")).path("models")) {
            assertThat(model.path("size").isIntegralNumber()).isTrue();
            assertThat(OffsetDateTime.parse(model.path("modified_at").asText())).isNotNull();
            assertThat(model.path("model")).isEqualTo(model.path("name"));
            if (model.path("details").path("family").asText().equals("oblix")) {
                assertThat(model.path("digest").asText()).matches("[0-9a-f]{64}");
                assertThat(model.path("details").path("format").isTextual()).isTrue();
                assertThat(model.path("details").path("parameter_size").isTextual())
                        .isTrue();
                assertThat(model.path("details").path("quantization_level").isTextual())
                        .isTrue();
                assertThat(model.path("capabilities")).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "auto:latest", "openai:gpt-4o-mini", "gpt-4o-mini", "claude:claude-sonnet-4-5"})
    void modelsOfOthersAreShownLikeOllamas(String name) {
        JsonNode show = show("{\"model\":\"" + name + "\"}");

        assertThat(show.path("model_info").path("general.basename").asText()).isEqualTo(name);
        assertThat(show.path("model_info").path("oblix.context_length").asInt()).isGreaterThan(1000);
        assertThat(show.path("capabilities")).extracting(JsonNode::asText).contains("completion", "tools");
        assertThat(show.path("template").asText()).doesNotContain("Suffix");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"model\":\"llama3.2:1b\"}", "{\"name\":\"ollama:llama3.2:1b\",\"verbose\":true}"})
    void ollamasOwnAreShownAsItSays(String body) {
        Await.until(
                "the details of the model",
                () -> show(body)
                        .path("model_info")
                        .path("general.architecture")
                        .asText()
                        .equals("simulated"));
        assertThat(show(body)
                        .path("model_info")
                        .path("simulated.context_length")
                        .asInt())
                .isEqualTo(32_768);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"model":"no-such"}        | 404 | model 'no-such' not found
        {"model":"ollama:no-such"} | 404 | model 'ollama:no-such' not found
        {"model":"auto:no-such"}   | 404 | model 'auto:no-such' not found
        {"model":""}               | 400 | model is required
        {}                         | 400 | model is required
        []                         | 400 | Expected a JSON object
        """)
    void anUnknownModelIsNotFound(String body, int status, String words) {
        HttpResponse<String> answer = server.post("/api/show", body);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(TestServer.json(answer).path("error").asText()).contains(words);
    }

    @Test
    void whatIsInMemoryIsListed() {
        assertThat(names(TestServer.json(server.get("/api/ps")))).containsExactly("llama3.2:1b");
    }

    @Test
    void theVersionIsNumbersWithDots() {
        assertThat(TestServer.json(server.get("/api/version")).path("version").asText())
                .matches("\\d+\\.\\d+\\.\\d+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/version", "/api/tags", "/api/ps"})
    void aHeadIsAnsweredToo(String path) {
        HttpResponse<String> answer = send("HEAD", path, "");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void theRootSaysThatOllamaIsRunning() {
        HttpResponse<String> answer = server.get("/");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("Ollama is running");
        assertThat(TestServer.header(answer, "content-type")).startsWith("text/plain");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/push",
        "POST, /api/create",
        "POST, /api/copy",
        "DELETE, /api/delete",
        "HEAD, /api/blobs/sha256:1",
        "POST, /api/blobs/sha256:1"
    })
    void modelsAreManagedOnTheirHost(String method, String path) {
        HttpResponse<String> answer = send(method, path, method.equals("HEAD") ? "" : "{\"model\":\"x\"}");

        assertThat(answer.statusCode()).isEqualTo(403);
        if (!method.equals("HEAD")) {
            assertThat(TestServer.json(answer).path("error").asText())
                    .isEqualTo("models are managed on the Ollama host");
        }
    }

    @Test
    void aPullOfAModelThatIsThereSucceeds() {
        HttpResponse<String> lines = server.post("/api/pull", "{\"model\":\"auto:latest\"}");
        HttpResponse<String> whole = server.post("/api/pull", "{\"name\":\"llama3.2:1b\",\"stream\":false}");

        assertThat(lines.body()).isEqualTo("{\"status\":\"success\"}\n");
        assertThat(whole.body()).isEqualTo("{\"status\":\"success\"}");
        assertThat(server.post("/api/pull", "{\"model\":\"no-such\"}").statusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({"POST, /api/me", "POST, /api/signout", "GET, /api/status", "GET, /api/none"})
    void otherPathsOfTheApiAnswerInItsShape(String method, String path) {
        HttpResponse<String> answer = send(method, path, "");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(TestServer.json(answer).path("error").isTextual()).isTrue();
    }

    /** Copilot lists by Ollama's API and chats by OpenAI's. */
    @Test
    void aPolicysNameWithATagIsUnderstoodInEveryDialect() {
        assertThat(server.hello("auto:latest").statusCode()).isEqualTo(200);
        assertThat(server.get("/v1/models/auto:latest").statusCode()).isEqualTo(200);
        assertThat(TestServer.header(server.hello("auto:private:latest"), "x-oblix-policy"))
                .isEqualTo("private");
    }
}
