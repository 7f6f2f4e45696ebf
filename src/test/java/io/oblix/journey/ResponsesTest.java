package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import io.oblix.dialect.responses.ResponseEvents;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import io.oblix.simulator.SimulatedAnswer;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenAI's Responses, with its official Java client against all three wire formats. */
class ResponsesTest {

    private static final String MODELS = """
        ollama:llama3.2:1b, llama3.2:1b
        openai:gpt-4o-mini, gpt-4o-mini-2024-07-18
        claude:claude-sonnet-4-5, claude-sonnet-4-5-20250929
        """;

    @RegisterExtension
    static final TestServer server = new TestServer();

    private static ResponseCreateParams question(String model) {
        return ResponseCreateParams.builder()
                .model(model)
                .maxOutputTokens(200)
                .instructions("You are a helpful assistant.")
                .input("What is AI orchestration?")
                .build();
    }

    private static void check(Response answer, String name) {
        assertThat(answer._model().toString()).contains(name);
        assertThat(answer.output()).hasSize(1);
        assertThat(answer.output()
                        .get(0)
                        .asMessage()
                        .content()
                        .get(0)
                        .asOutputText()
                        .text())
                .isEqualTo("You asked: What is AI orchestration?");
        assertThat(answer.status()).contains(ResponseStatus.COMPLETED);
        assertThat(answer.usage()).hasValueSatisfying(usage -> {
            assertThat(usage.inputTokens()).isEqualTo(10);
            assertThat(usage.outputTokens()).isEqualTo(6);
        });
    }

    @ParameterizedTest
    @CsvSource(textBlock = MODELS)
    void aWholeAnswerReachesTheOfficialClient(String model, String name) {
        check(server.client().responses().create(question(model)).validate(), name);
    }

    @ParameterizedTest
    @CsvSource(textBlock = MODELS)
    void aStreamReachesTheOfficialClientsAccumulator(String model, String name) {
        ResponseAccumulator accumulator = ResponseAccumulator.create();
        try (StreamResponse<ResponseStreamEvent> stream =
                server.client().responses().createStreaming(question(model))) {
            stream.stream().map(ResponseStreamEvent::validate).forEach(accumulator::accumulate);
        }

        check(accumulator.response().validate(), name);
    }

    static String body(String model, boolean streamed) {
        return "{\"model\":\"" + model + "\",\"stream\":" + streamed + ",\"input\":\"Hello\"}";
    }

    @Test
    void headersSayWhichModelAnsweredAndWhy() {
        HttpResponse<String> answer = server.post("/v1/responses", body("auto", false));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(TestServer.header(answer, "x-oblix-policy")).isEqualTo("auto");
        assertThat(TestServer.header(answer, "x-oblix-target")).isEqualTo("local");
    }

    @Test
    void thePathIsServedWithoutItsVersionToo() {
        assertThat(server.post("/responses", body("auto", false)).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theOtherModelAnswersWhenTheFirstFails(boolean streamed) {
        server.ollama.failAlways(Fault.Status.of(500));

        HttpResponse<String> answer = server.post("/v1/responses", body("auto", streamed));

        assertThat(answer.body()).contains("asked", "completed");
        assertThat(TestServer.header(answer, "x-oblix-fallback")).isEqualTo("true");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anUnknownModelIsABadRequestHere(boolean streamed) {
        HttpResponse<String> answer = server.post("/v1/responses", body("no-such-model", streamed));
        JsonNode error = TestServer.json(answer).path("error");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(error.path("code").asText()).isEqualTo("model_not_found");
        assertThat(error.path("param").asText()).isEqualTo("model");
        assertThat(error.path("message").asText()).startsWith("The requested model 'no-such-model' does not exist.");
        assertThatThrownBy(() -> server.client().responses().create(question("no-such-model")))
                .isInstanceOf(BadRequestException.class);
    }

    @Test
    void whenAllTargetsFailedTheStatusIsThatOfAChat() {
        server.ollama.failAlways(Fault.Status.of(500));
        server.openai.failAlways(Fault.Status.of(500));

        HttpResponse<String> answer = server.post("/v1/responses", body("auto", true));

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(TestServer.header(answer, "x-should-retry")).isEqualTo("false");
    }

    @Test
    void aStreamThatBreaksOffEndsInAnErrorAndAFailedResponse() {
        server.ollama.failAlways(new Fault.Cut(2));

        HttpResponse<String> answer = server.post("/v1/responses", body("ollama:llama3.2:1b", true));
        ResponseEvents events = ResponseEvents.of(answer.body()).check();
        JsonNode error = events.all().get(events.all().size() - 2);

        assertThat(events.types()).endsWith("error", "response.failed").doesNotContain("response.completed");
        assertThat(error.path("code").asText()).isEqualTo("server_error");
        assertThat(error.path("error").path("message")).isEqualTo(error.path("message"));
        assertThat(events.response().path("error").path("code").asText()).isEqualTo("server_error");
        assertThat(events.response().path("output").get(0).path("status").asText())
                .isEqualTo("incomplete");
    }

    @Test
    void anotherModelGoesOnWithinTheSameItem() {
        server.ollama.answering(request -> SimulatedAnswer.of("one two three four", 10));
        server.openai.answering(request -> SimulatedAnswer.of("one two three four", 10));
        server.ollama.failAlways(new Fault.Cut(2));

        ResponseEvents events = ResponseEvents.of(
                        server.post("/v1/responses", body("auto", true)).body())
                .check();

        assertThat(events.response().path("status").asText()).isEqualTo("completed");
        assertThat(events.response().path("output")).hasSize(1);
        assertThat(events.response().path("output").toString()).contains("one two three four");
    }

    @Test
    void aRequestMayForbidTheCloud() {
        server.ollama.failAlways(Fault.Status.of(500));
        int before = server.openai.chatCount() + server.claude.chatCount();

        HttpResponse<String> answer =
                server.post("/v1/responses", body("auto", false), "X-Oblix-Privacy", "local-only");

        assertThat(answer.statusCode()).isGreaterThanOrEqualTo(500);
        assertThat(server.openai.chatCount() + server.claude.chatCount()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        "store":"false"              | store               | invalid_type
        "parallel_tool_calls":"no"   | parallel_tool_calls | invalid_type
        "truncation":"some"          | truncation          | invalid_value
        "max_output_tokens":1e30     | max_output_tokens   | invalid_type
        "max_output_tokens":10000000000000000000000 | max_output_tokens | integer_above_max_value
        """)
    void aValueOfTheWrongKindIsNamed(String field, String param, String code) {
        HttpResponse<String> answer = server.post("/v1/responses", "{\"input\":\"x\"," + field + "}");
        JsonNode error = TestServer.json(answer).path("error");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(error.path("param").asText()).isEqualTo(param);
        assertThat(error.path("code").asText()).isEqualTo(code);
    }

    @Test
    void whatNoModelCanBeAskedIsABadRequest() {
        int before = server.chatCount();

        HttpResponse<String> answer = server.post(
                "/v1/responses",
                "{\"model\":\"auto\",\"input\":\"x\",\"tools\":[{\"type\":\"mcp\",\"server_label\":\"a\"}]}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(TestServer.json(answer).path("error").path("code").asText()).isEqualTo("unsupported_value");
        assertThat(server.chatCount()).isEqualTo(before);
    }
}
