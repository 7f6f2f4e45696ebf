package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.WebSearchTool20250305;
import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.fixture.Story;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import io.oblix.simulator.SimulatedAnswer;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Anthropic's Messages, with its official Java client against all three wire formats. */
class MessagesTest {

    private static final String MODELS = """
        ollama:llama3.2:1b, local, llama3.2:1b
        openai:gpt-4o-mini, cloud, gpt-4o-mini-2024-07-18
        claude:claude-sonnet-4-5, cloud, claude-sonnet-4-5-20250929
        """;

    @RegisterExtension
    static final TestServer server = new TestServer();

    private static MessageCreateParams question(String model) {
        return MessageCreateParams.builder()
                .model(model)
                .maxTokens(200)
                .system("You are a helpful assistant.")
                .addUserMessage("What is AI orchestration?")
                .build();
    }

    private static String text(Message message) {
        return message.content().get(0).asText().text();
    }

    @ParameterizedTest
    @CsvSource(textBlock = MODELS)
    void aWholeAnswerReachesTheOfficialClient(String model, String target, String name) {
        Message answer = server.anthropic().messages().create(question(model)).validate();

        assertThat(answer.model().asString()).isEqualTo(name);
        assertThat(text(answer)).isEqualTo("You asked: What is AI orchestration?");
        assertThat(answer.stopReason()).contains(StopReason.END_TURN);
        assertThat(answer.usage().inputTokens()).isEqualTo(10);
        assertThat(answer.usage().outputTokens()).isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource(textBlock = MODELS)
    void aStreamReachesTheOfficialClientsAccumulator(String model, String target, String name) {
        MessageAccumulator accumulator = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream =
                server.anthropic().messages().createStreaming(question(model))) {
            stream.stream().map(RawMessageStreamEvent::validate).forEach(accumulator::accumulate);
        }
        Message answer = accumulator.message().validate();

        assertThat(answer.model().asString()).isEqualTo(name);
        assertThat(text(answer)).isEqualTo("You asked: What is AI orchestration?");
        assertThat(answer.stopReason()).contains(StopReason.END_TURN);
        assertThat(answer.usage().inputTokens()).isEqualTo(10);
        assertThat(answer.usage().outputTokens()).isEqualTo(6);
    }

    private static String body(String model, boolean streamed) {
        return "{\"model\":\"" + model + "\",\"max_tokens\":50,\"stream\":" + streamed
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }

    @Test
    void headersSayWhichModelAnsweredAndWhy() {
        HttpResponse<String> answer = server.post("/v1/messages?beta=true", body("auto", false));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(TestServer.header(answer, "x-oblix-policy")).isEqualTo("auto");
        assertThat(TestServer.header(answer, "x-oblix-target")).isEqualTo("local");
        assertThat(TestServer.header(answer, "request-id"))
                .startsWith("req_")
                .isEqualTo(TestServer.header(answer, "x-oblix-request-id"));
    }

    @Test
    void thePathIsServedWithoutItsVersionToo() {
        assertThat(server.post("/messages", body("auto", false)).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theOtherModelAnswersWhenTheFirstFails(boolean streamed) {
        server.ollama.failAlways(Fault.Status.of(500));

        HttpResponse<String> answer = server.post("/v1/messages", body("auto", streamed));

        assertThat(answer.body()).contains("asked", "end_turn");
        assertThat(TestServer.header(answer, "x-oblix-fallback")).isEqualTo("true");
    }

    @Test
    void errorsHaveAnthropicsShape() {
        HttpResponse<String> answer = server.post("/v1/messages", "{\"model\":\"auto\"}");
        JsonNode error = TestServer.json(answer);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(error.path("type").asText()).isEqualTo("error");
        assertThat(error.path("error").path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(error.path("error").path("message").asText()).isEqualTo("messages: Field required");
        assertThat(error.path("request_id").asText()).isEqualTo(TestServer.header(answer, "request-id"));
        assertThatThrownBy(() -> server.anthropic().messages().create(question("no-such-model")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("model: no-such-model");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        "model":5                                          | model: Input should be a valid string
        "stream":"yes"                                     | stream: Input should be a valid boolean
        "top_k":1.5                                        | top_k: Input should be a valid integer
        "output_config":{"format":"json"}                  | output_config.format: Input should be an object
        "output_config":{"format":{"type":"json_schema"}}  | output_config.format.schema: Field required
        "messages":[{"role":"user","content":[{"type":"image"}]}] | messages.0.content.0.image.source: Field required
        """)
    void aValueOfTheWrongKindIsNamed(String field, String words) {
        HttpResponse<String> answer =
                server.post("/v1/messages", "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]," + field + "}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(TestServer.json(answer).path("error").path("message").asText())
                .isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"auto,false", "openai:gpt-4o-mini,true", "ollama:llama3.2:1b,false"})
    void aLimitOfNoTokensIsAnsweredAtOnceWhereItFillsNoCache(String model, boolean streamed) {
        int before = server.chatCount();
        String body = body(model, streamed).replace("\"max_tokens\":50", "\"max_tokens\":0");

        HttpResponse<String> answer = server.post("/v1/messages", body);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"stop_reason\":\"max_tokens\"", "\"output_tokens\":0")
                .doesNotContain("\"text\"");
        assertThat(server.chatCount()).isEqualTo(before);
    }

    @Test
    void aLimitOfNoTokensFillsTheCacheOfClaude() {
        server.post("/v1/messages", body("claude-sonnet-4-5", false).replace(":50", ":0"));

        assertThat(Story.lastRequest(server.claude).path("max_tokens").asInt(-1))
                .isZero();
        assertThat(server.post("/v1/messages", body("no-such", false).replace(":50", ":0"))
                        .statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"/v1/messages/batches,404", "/v1/files,404", "/v1/v1/messages,404", "/v1/complete,404"})
    void pathsThatAreNotServedAnswerInAnthropicsShape(String path, int status) {
        HttpResponse<String> answer = server.post(path, "{}");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(TestServer.json(answer).path("error").path("type").asText()).isEqualTo("not_found_error");
    }

    @Test
    void aGetIsNotAllowed() {
        HttpResponse<String> answer = server.get("/v1/messages");

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(TestServer.header(answer, "allow")).isEqualTo("POST");
        assertThat(TestServer.json(answer).path("error").path("type").asText()).isEqualTo("invalid_request_error");
    }

    @Test
    void whatOnlyClaudeCanDoGoesToClaudeOrIsRefused() {
        int before = server.chatCount();
        String search = "{\"model\":\"ollama:llama3.2:1b\",\"max_tokens\":50,\"tools\":[{\"type\":"
                + "\"web_search_20250305\",\"name\":\"web_search\"}],\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";

        assertThatThrownBy(() -> server.anthropic()
                        .messages()
                        .create(question("ollama:llama3.2:1b").toBuilder()
                                .addTool(WebSearchTool20250305.builder().build())
                                .build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("need a Claude model");
        assertThat(server.post("/v1/messages", search).statusCode()).isEqualTo(400);
        assertThat(server.chatCount()).isEqualTo(before);
    }

    @Test
    void whenAllTargetsFailedTheClientIsNotToRetry() {
        server.ollama.failAlways(Fault.Status.of(500));
        server.openai.failAlways(Fault.Status.of(500));

        HttpResponse<String> answer = server.post("/v1/messages", body("auto", false));

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(TestServer.header(answer, "x-should-retry")).isEqualTo("false");
        assertThat(TestServer.json(answer).path("error").path("type").asText()).isEqualTo("api_error");
    }

    @Test
    void aStreamThatBreaksOffEndsInAnErrorEvent() {
        server.ollama.failAlways(new Fault.Cut(2));

        HttpResponse<String> answer = server.post("/v1/messages", body("ollama:llama3.2:1b", true));

        assertThat(answer.body())
                .contains("event: error\ndata: {\"type\":\"error\"")
                .doesNotContain("message_stop");
    }

    @Test
    void aRequestMayForbidTheCloud() {
        server.ollama.failAlways(Fault.Status.of(500));
        int before = server.openai.chatCount() + server.claude.chatCount();

        HttpResponse<String> answer = server.post("/v1/messages", body("auto", false), "X-Oblix-Privacy", "local-only");

        assertThat(answer.statusCode()).isGreaterThanOrEqualTo(500);
        assertThat(server.openai.chatCount() + server.claude.chatCount()).isEqualTo(before);
    }

    @Test
    void aStreamHasNamedEvents() {
        server.ollama.answering(request -> SimulatedAnswer.of("Hi", 10));

        assertThat(server.post("/v1/messages", body("auto", true)).body())
                .contains("event: message_start\n", "event: message_delta\n", "event: message_stop\n")
                .contains("\"text_delta\",\"text\":\"Hi\"");
    }
}
