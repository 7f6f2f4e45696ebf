package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.dialect.responses.ResponseEvents;
import io.oblix.fixture.RawProvider;
import io.oblix.fixture.TestServer;
import io.oblix.json.Json;
import io.oblix.simulator.SimulatedAnswer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client of OpenAI's Responses in front of a server that speaks them: bytes in are bytes out. */
class ResponsesToOpenAiTest {

    private static final String MODEL = "openai:gpt-5.5";

    private static final String BODY =
            "{ \"model\" : \"openai:gpt-5.5\", \"stream\":%s, \"new_field\":{\"a\":1.0},\n \"input\":\"H\\u00e4llo\"}";

    private static final String WHOLE = "{\"id\":\"resp_theirs\",\"object\":\"response\",\"model\":\"gpt-5.5-2026\","
            + "\"status\":\"completed\",\"output\":[{\"id\":\"msg_theirs\",\"type\":\"message\",\"role\":\"assistant\","
            + "\"content\":[{\"type\":\"output_text\",\"text\":\"Hi\"}]}],\"unknown\":[1.0],"
            + "\"usage\":{\"input_tokens\":7,\"output_tokens\":2}}";

    private static final String FAILURE = "HTTP/1.1 500 X\r\ncontent-length: 2\r\n\r\n{}";

    private RawProvider openai;
    private TestServer server;
    private final Deque<String> replies = new ArrayDeque<>();
    private volatile String lastRequest = "";

    @BeforeEach
    void start() throws IOException {
        openai = new RawProvider();
        openai.replies((request, out) -> {
            lastRequest = request;
            String reply = replies.isEmpty() ? FAILURE : replies.remove();
            out.write(reply.getBytes(StandardCharsets.UTF_8));
            out.flush();
            if (!reply.contains("content-length")) {
                throw new IOException("cut");
            }
        });
        server = new TestServer(Map.of("oblix.openai.base-url", openai.baseUrl(), "oblix.openai.responses", "on"));
        server.ollama.answering(request -> SimulatedAnswer.of("Hello there", 10));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        openai.close();
    }

    private void replies(int status, String contentType, String body) {
        replies.add("HTTP/1.1 " + status + " X\r\ncontent-type: " + contentType + "\r\ncontent-length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
    }

    private static String event(int number, String type, String fields) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\",\"sequence_number\":" + number + ", " + fields
                + "}\n\n";
    }

    private static String begun() {
        return event(0, "response.created", "\"response\":{\"id\":\"resp_theirs\",\"created_at\":5,\"model\":\"g\"}")
                + event(1, "response.in_progress", "\"response\":{\"id\":\"resp_theirs\"}")
                + event(
                        2,
                        "response.output_item.added",
                        "\"output_index\":0,\"item\":{\"id\":\"msg_theirs\",\"type\":\"message\",\"content\":[]}")
                + event(
                        3,
                        "response.content_part.added",
                        "\"item_id\":\"msg_theirs\",\"output_index\":0,\"content_index\":0,\"part\":{}")
                + event(
                        4,
                        "response.output_text.delta",
                        "\"item_id\":\"msg_theirs\",\"output_index\":0,\"content_index\":0,\"delta\":\"Hello\"");
    }

    private static String ended(int number) {
        return event(number, "response.completed", "\"response\":" + WHOLE);
    }

    private static String body(String request) {
        return request.substring(request.indexOf("\r\n\r\n") + 4);
    }

    private JsonNode sent() {
        return Objects.requireNonNull(Json.valueOrNull(body(lastRequest)));
    }

    private HttpResponse<String> ask(String model, String fields) {
        return server.post("/v1/responses", "{\"model\":\"" + model + "\"," + fields + "}");
    }

    @Test
    void aWholeAnswerPassesAsItIs() {
        replies(200, "application/json", WHOLE);

        HttpResponse<String> answer = server.post("/v1/responses", BODY.formatted(false));

        assertThat(answer.body()).isEqualTo(WHOLE);
        assertThat(TestServer.header(answer, "x-oblix-model")).isEqualTo(MODEL);
        assertThat(lastRequest).startsWith("POST /v1/responses ");
        assertThat(body(lastRequest)).isEqualTo(BODY.formatted(false).replace("openai:gpt-5.5", "gpt-5.5"));
    }

    @Test
    void aStreamPassesAsItIs() {
        String stream = begun() + ended(5);
        replies(200, "text/event-stream", stream);

        assertThat(server.post("/v1/responses", BODY.formatted(true)).body()).isEqualTo(stream);
    }

    @Test
    void whatIsRememberedGoesOnAnywhere() {
        replies(200, "text/event-stream", begun() + ended(5));
        ask(MODEL, "\"input\":\"Hello\",\"stream\":true");
        ask(TestServer.LOCAL, "\"input\":\"And?\",\"previous_response_id\":\"resp_theirs\"");

        assertThat(server.ollama.chatRequests().get(0).body().path("messages").findValuesAsText("content"))
                .containsExactly("Hello", "Hi", "And?");

        replies(200, "application/json", WHOLE);
        ask(MODEL, "\"input\":\"And?\",\"previous_response_id\":\"resp_theirs\"");
        assertThat(sent().path("previous_response_id").asText()).isEqualTo("resp_theirs");
        assertThat(sent().path("input").asText()).isEqualTo("And?");
    }

    @Test
    void whatOnlyThisServerKnowsIsPutInItsPlace() {
        JsonNode answer = TestServer.json(ask(TestServer.LOCAL, "\"input\":\"Hello\""));
        replies(200, "application/json", WHOLE);
        ask(
                MODEL,
                "\"previous_response_id\":\"" + answer.path("id").asText() + "\",\"input\":["
                        + "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[],\"encrypted_content\":\"oblix1.e30\"},"
                        + "{\"type\":\"reasoning\",\"id\":\"rs_2\",\"summary\":[],\"encrypted_content\":\"gAAAA\"},"
                        + "{\"role\":\"user\",\"content\":\"And?\"}]");

        assertThat(sent().has("previous_response_id")).isFalse();
        assertThat(sent().path("input")).hasSize(4);
        assertThat(sent().path("input").toString())
                .contains("Hello there", "gAAAA")
                .doesNotContain("oblix1");
    }

    @Test
    void aStreamThatBreaksOffGoesOnWithinItsItem() {
        replies.add("HTTP/1.1 200 X\r\ncontent-type: text/event-stream\r\n\r\n" + begun());

        replies(
                200,
                "text/event-stream",
                "data: {\"id\":\"x\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello there\"},"
                        + "\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");

        ResponseEvents events = ResponseEvents.of(
                        server.post("/v1/responses", BODY.formatted(true)).body())
                .check();

        assertThat(events.response().path("id").asText()).isEqualTo("resp_theirs");
        assertThat(events.response().path("created_at").asInt()).isEqualTo(5);
        assertThat(events.response().path("output")).hasSize(1);
        assertThat(events.response().path("output").toString()).contains("msg_theirs", "Hello there");
    }

    @Test
    void aStreamThatNoneFinishesEndsInAFailedResponse() {
        replies.add("HTTP/1.1 200 X\r\ncontent-type: text/event-stream\r\n\r\n" + begun());

        ResponseEvents events = ResponseEvents.of(
                server.post("/v1/responses", BODY.formatted(true)).body());

        assertThat(events.types()).endsWith("error", "response.failed");
        assertThat(events.response().path("id").asText()).isEqualTo("resp_theirs");
        assertThat(events.response().path("output").toString()).contains("msg_theirs", "Hello", "incomplete");
    }

    @Test
    void aFailureBeforeAnyContentIsAnError() {
        replies(
                200,
                "text/event-stream",
                event(
                        0,
                        "error",
                        "\"error\":{\"type\":\"insufficient_quota\",\"code\":\"insufficient_quota\","
                                + "\"message\":\"You exceeded your current quota\"}"));

        HttpResponse<String> answer = server.post("/v1/responses", BODY.formatted(true));

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).contains("insufficient_quota");
    }

    @Test
    void anErrorPassesAsItIs() {
        String error = "{\"error\":{\"message\":\"Item 'rs_1' of type 'reasoning' was provided without its required"
                + " following item.\",\"type\":\"invalid_request_error\",\"param\":\"input\",\"code\":null, \"x\":1}}";
        replies(400, "application/json", error);

        HttpResponse<String> answer = server.post("/v1/responses", BODY.formatted(false));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo(error);
    }

    @Test
    void aServerWithoutThePathIsAskedForAChat() {
        replies(404, "application/json", "{\"error\":{\"message\":\"Invalid URL (POST /v1/responses)\"}}");
        String chat = "{\"id\":\"x\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[{\"index\":0,"
                + "\"message\":{\"role\":\"assistant\",\"content\":\"By chat\"},\"finish_reason\":\"stop\"}]}";
        replies(200, "application/json", chat);
        replies(200, "application/json", chat);

        assertThat(ask(MODEL, "\"input\":\"Hello\"").body()).contains("By chat");
        assertThat(ask(MODEL, "\"input\":\"Hello\"").body()).contains("By chat");
        assertThat(lastRequest).startsWith("POST /v1/chat/completions ");
        assertThat(openai.postCount()).isEqualTo(3);
    }

    @Test
    void encryptedThinkingThatIsRefusedIsLeftOut() {
        replies(
                400,
                "application/json",
                "{\"error\":{\"message\":\"The encrypted content could not be verified.\",\"type\":"
                        + "\"invalid_request_error\",\"code\":\"invalid_encrypted_content\"}}");
        replies(200, "application/json", WHOLE);

        HttpResponse<String> answer = ask(
                MODEL,
                "\"input\":[{\"role\":\"user\",\"content\":\"Hello\"},{\"type\":\"reasoning\",\"id\":\"rs_1\","
                        + "\"summary\":[],\"encrypted_content\":\"gAAAA\"}]");

        assertThat(answer.body()).isEqualTo(WHOLE);
        assertThat(sent().toString()).contains("Hello").doesNotContain("gAAAA");
    }

    @Test
    void anAnswerInTheBackgroundIsGivenAtOnceAsNoneCouldBeFetchedLater() {
        replies(200, "application/json", WHOLE);

        assertThat(ask(MODEL, "\"input\":\"Hello\",\"background\":true").body()).isEqualTo(WHOLE);
        assertThat(sent().has("background")).isFalse();
    }

    @Test
    void whatTheClientDeletesIsDeletedAtOpenAiToo() {
        replies(200, "application/json", WHOLE);
        ask(MODEL, "\"input\":\"Hello\"");
        HttpRequest.Builder deletion = HttpRequest.newBuilder(URI.create(server.url("/v1/responses/resp_theirs")))
                .DELETE();

        // Replies with a 500, so it stays, and the client can try again.
        assertThat(server.send(deletion).statusCode()).isGreaterThanOrEqualTo(500);
        assertThat(server.get("/v1/responses/resp_theirs").statusCode()).isEqualTo(200);

        replies(200, "application/json", "{\"id\":\"resp_theirs\",\"deleted\":true}");
        HttpResponse<String> deleted = server.send(deletion);

        assertThat(lastRequest).startsWith("DELETE /v1/responses/resp_theirs ").contains("test-key-openai");
        assertThat(TestServer.json(deleted).path("deleted").asBoolean()).isTrue();
        replies(404, "application/json", "{}");
        assertThat(server.get("/v1/responses/resp_theirs").statusCode()).isEqualTo(404);
    }

    @Test
    void whatOpenAiHasForgottenIsSaidAgain() {
        replies(200, "application/json", WHOLE);
        ask(MODEL, "\"input\":\"Hello\"");
        replies(
                400,
                "application/json",
                "{\"error\":{\"message\":\"Previous response with id 'resp_theirs' not found.\",\"type\":"
                        + "\"invalid_request_error\",\"param\":\"previous_response_id\",\"code\":"
                        + "\"previous_response_not_found\"}}");
        replies(200, "application/json", WHOLE);

        HttpResponse<String> answer = ask(MODEL, "\"input\":\"And?\",\"previous_response_id\":\"resp_theirs\"");

        assertThat(answer.body()).isEqualTo(WHOLE);
        assertThat(sent().has("previous_response_id")).isFalse();
        assertThat(sent().path("input").findValuesAsText("content")).containsExactly("Hello", "", "And?");
    }

    @Test
    void whatThisServerHasForgottenIsReadAndDeletedAtOpenAi() {
        String path = "/v1/responses/resp_of_yesterday";
        replies(200, "application/json", WHOLE);
        HttpResponse<String> found = server.get(path);
        assertThat(TestServer.json(found)).isEqualTo(Json.valueOrNull(WHOLE));
        assertThat(lastRequest).startsWith("GET " + path + " ").contains("test-key-openai");

        replies(200, "application/json", "{\"object\":\"list\",\"data\":[]}");
        assertThat(server.get(path + "/input_items?limit=5&after=a%26b&x=1").statusCode())
                .isEqualTo(200);
        assertThat(lastRequest).startsWith("GET " + path + "/input_items?limit=5&after=a%26b ");

        replies(404, "application/json", "{\"error\":{\"message\":\"none\"}}");
        assertThat(server.get(path).body()).contains("Response with id 'resp_of_yesterday' not found.");

        HttpRequest.Builder deletion =
                HttpRequest.newBuilder(URI.create(server.url(path))).DELETE();
        replies(200, "application/json", "{\"deleted\":true}");
        assertThat(TestServer.json(server.send(deletion)).path("deleted").asBoolean())
                .isTrue();
        assertThat(lastRequest).startsWith("DELETE " + path + " ");
        replies(404, "application/json", "{}");
        assertThat(server.send(deletion).statusCode()).isEqualTo(404);
        // Replies with a 500: it may be there.
        assertThat(server.get(path).statusCode()).isGreaterThanOrEqualTo(500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"resp_of_yesterday", "resp_0123456789abcdef0123456789abcdef", "resp_a%2f..%2fmodels"})
    void otherCallersAndOtherIdsAreNotAskedAboutAtOpenAi(String id) {
        String[] headers =
                id.equals("resp_of_yesterday") ? new String[] {"X-Forwarded-For", "192.0.2.1"} : new String[] {};
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url("/v1/responses/" + id)));

        HttpResponse<String> answer = server.send(headers.length == 0 ? request : request.headers(headers));

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(openai.postCount()).isZero();
        assertThat(lastRequest).isEmpty();
    }

    @Test
    void whatNoOtherCanDoIsAskedHere() {
        replies(200, "application/json", WHOLE);

        assertThat(ask(MODEL, "\"input\":\"x\",\"conversation\":\"conv_1\"").body())
                .isEqualTo(WHOLE);
    }
}
