package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.fixture.TestServer;
import io.oblix.json.Json;
import io.oblix.simulator.Fault;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ollama's API over HTTP, for models of Ollama's and of others. */
class OllamaApiTest {

    private static final String MODELS = """
        llama3.2:1b, local
        ollama:llama3.2:1b, local
        auto:latest, local
        auto, local
        openai:gpt-4o-mini, cloud
        gpt-4o-mini, cloud
        claude:claude-sonnet-4-5, cloud
        """;

    @RegisterExtension
    static final TestServer server = new TestServer();

    private static String chat(String model, String more) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]" + more + "}";
    }

    private static List<ObjectNode> lines(HttpResponse<String> answer) {
        assertThat(answer.body()).endsWith("}\n").doesNotContain("\n\n");
        return answer.body()
                .lines()
                .map(line -> Objects.requireNonNull(Json.objectOrNull(line.getBytes(StandardCharsets.UTF_8))))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(textBlock = MODELS)
    void aStreamIsTheDefault(String model, String target) {
        HttpResponse<String> answer = server.post("/api/chat", chat(model, ""));
        List<ObjectNode> lines = lines(answer);
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.path("message").path("content").asText()));
        ObjectNode last = lines.get(lines.size() - 1);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(TestServer.header(answer, "content-type")).isEqualTo("application/x-ndjson");
        assertThat(TestServer.header(answer, "x-oblix-target")).isEqualTo(target);
        assertThat(text).hasToString("You asked: Hello");
        assertThat(lines).allMatch(line -> line.path("model").asText().equals(model));
        assertThat(last.path("done").asBoolean()).isTrue();
        assertThat(last.path("done_reason").asText()).isEqualTo("stop");
        assertThat(last.path("prompt_eval_count").asInt()).isEqualTo(10);
        assertThat(last.path("eval_count").asInt()).isPositive();
        assertThat(last.path("total_duration").asLong()).isPositive();
    }

    @ParameterizedTest
    @CsvSource(textBlock = MODELS)
    void aWholeAnswerIsOneObject(String model, String target) {
        HttpResponse<String> answer = server.post("/api/chat", chat(model, ",\"stream\":false"));
        ObjectNode body = TestServer.json(answer);

        assertThat(TestServer.header(answer, "x-oblix-target")).isEqualTo(target);
        assertThat(body.path("model").asText()).isEqualTo(model);
        assertThat(body.path("message").path("content").asText()).isEqualTo("You asked: Hello");
        assertThat(body.path("done").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai:gpt-4o-mini", "claude:claude-sonnet-4-5"})
    void aPromptIsAnsweredByOtherModelsToo(String model) {
        HttpResponse<String> answer =
                server.post("/api/generate", "{\"model\":\"" + model + "\",\"prompt\":\"Hello\",\"stream\":false}");

        assertThat(TestServer.json(answer).path("response").asText()).isEqualTo("You asked: Hello");
        assertThat(TestServer.json(answer).has("context")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"suffix\":\"x", "template\":\"x"})
    void whatOnlyOllamaCanDoIsRefusedForOthers(String field) {
        HttpResponse<String> answer = server.post(
                "/api/generate", "{\"model\":\"openai:gpt-4o-mini\",\"prompt\":\"Hello\",\"" + field + "\"}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(TestServer.json(answer).path("error").asText()).contains("is not supported by this model");
    }

    @ParameterizedTest
    @CsvSource({"load,", "unload,0", "load,-1"})
    void aRequestWithoutAPromptLoadsNothingThatIsAlwaysThere(String reason, String keepAlive) {
        int before = server.chatCount();
        String kept = keepAlive == null ? "" : ",\"keep_alive\":" + keepAlive;
        for (String model : List.of("auto", "openai:gpt-4o-mini")) {
            HttpResponse<String> answer = server.post("/api/generate", "{\"model\":\"" + model + "\"" + kept + "}");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(lines(answer))
                    .singleElement()
                    .satisfies(line ->
                            assertThat(line.path("done_reason").asText()).isEqualTo(reason));
        }
        assertThat(server.chatCount()).isEqualTo(before);
    }

    @Test
    void aRequestWithoutAPromptReachesOllama() {
        HttpResponse<String> answer =
                server.post("/api/generate", "{\"model\":\"llama3.2:1b\",\"keep_alive\":0,\"prompt\":\"\"}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(lines(answer).get(0).path("done_reason").asText()).isEqualTo("load");
        assertThat(TestServer.header(answer, "x-oblix-model")).isEqualTo("ollama:llama3.2:1b");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theOtherModelAnswersWhenTheFirstFails(boolean streamed) {
        server.ollama.failAlways(Fault.Status.of(500));

        HttpResponse<String> answer = server.post("/api/chat", chat("auto", ",\"stream\":" + streamed));

        assertThat(TestServer.header(answer, "x-oblix-fallback")).isEqualTo("true");
        assertThat(answer.body()).contains("\"done\":true");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"messages":[]}                                  | 400 | model is required
        {                                                | 400 | could not parse
        {"model":"no-such","messages":[{"role":"user","content":"x"}]} | 404 | model 'no-such' not found
        {"model":"auto:none","messages":[{"role":"user","content":"x"}]} | 404 | model 'auto:none' not found
        {"model":"auto","messages":[{"role":"poet","content":"x"}]}  | 400 | messages[0].role
        {"model":"no-such"}                              | 404 | model 'no-such' not found
        {"model":"auto","options":{"temperature":"hot"}} | 400 | option "temperature" must be of type float32
        {"model":"auto","options":{"num_predict":"all"}} | 400 | option "num_predict" must be of type integer
        {"model":"auto","options":{"stop":7}}            | 400 | options.stop
        {"model":"auto","logprobs":true,"top_logprobs":21} | 400 | between 0 and 20
        """)
    void errorsAreASentence(String body, int status, String words) {
        HttpResponse<String> answer = server.post("/api/chat", body);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(TestServer.json(answer).path("error").asText()).contains(words);
    }

    @Test
    void aModelsOwnErrorIsOllamas() {
        server.ollama.failAlways(new Fault.Refusal(Fault.Reason.CONTENT_POLICY));
        server.openai.failAlways(Fault.Status.of(429));

        HttpResponse<String> ollamas = server.post("/api/chat", chat("llama3.2:1b", ""));
        HttpResponse<String> openAis = server.post("/api/chat", chat("openai:gpt-4o-mini", ""));

        assertThat(ollamas.statusCode()).isEqualTo(400);
        assertThat(TestServer.json(ollamas).path("error").asText()).isEqualTo("this content is not allowed");
        assertThat(openAis.statusCode()).isEqualTo(503);
        assertThat(TestServer.json(openAis).path("error").asText())
                .isEqualTo("server busy, please try again.  maximum pending requests exceeded");
    }

    @Test
    void aLocalOnlyRequestStaysHere() {
        HttpResponse<String> answer =
                server.post("/api/chat", chat("openai:gpt-4o-mini", ""), "X-Oblix-Privacy", "local-only");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(TestServer.json(answer).path("error").asText()).contains("local-only");
    }

    @Test
    void aGetIsNotAllowed() {
        HttpResponse<String> answer = server.get("/api/chat");

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(TestServer.header(answer, "allow")).isEqualTo("POST");
        assertThat(TestServer.json(answer).path("error").isTextual()).isTrue();
    }
}
