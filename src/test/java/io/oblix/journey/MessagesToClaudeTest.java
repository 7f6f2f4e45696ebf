package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.fixture.RawProvider;
import io.oblix.fixture.TestServer;
import io.oblix.json.Json;
import io.oblix.simulator.SimulatedAnswer;
import io.oblix.simulator.SimulatedRequest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client of Anthropic's API in front of Claude itself: bytes in are bytes out. */
class MessagesToClaudeTest {

    private static final String BODY =
            "{ \"model\" : \"claude:claude-opus-5-5\",\"max_tokens\":  100, \"stream\":%s, \"new_field\":{\"a\":1.0},\n"
                    + " \"messages\":[{\"role\":\"user\",\"content\":\"H\\u00e4llo\"}]}";

    private static RawProvider claude;
    private static TestServer server;
    private static volatile String reply = "";
    private static volatile String lastRequest = "";

    @BeforeAll
    static void start() throws IOException {
        claude = new RawProvider();
        claude.replies((request, out) -> {
            lastRequest = request;
            out.write(reply.getBytes(StandardCharsets.UTF_8));
            out.flush();
        });
        server = new TestServer(Map.of(
                "oblix.claude.base-url",
                claude.baseUrl().replace("/v1", "") + "?tenant=7",
                "oblix.cloud-model",
                "claude:claude-sonnet-4-5"));
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        claude.close();
    }

    private static String http(int status, String contentType, String headers, String body) {
        return "HTTP/1.1 " + status + " X\r\ncontent-type: " + contentType + "\r\n" + headers + "content-length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    private static JsonNode json(String text) {
        return Objects.requireNonNull(Json.valueOrNull(text));
    }

    private static String received() {
        return lastRequest.substring(lastRequest.indexOf("\r\n\r\n") + 4);
    }

    private static String frames(String... data) {
        StringBuilder all = new StringBuilder();
        for (String json : data) {
            all.append("event: ")
                    .append(json(json).path("type").asText())
                    .append("\ndata: ")
                    .append(json)
                    .append("\n\n");
        }
        return all.toString();
    }

    private static final String STREAM = frames(
            "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_x\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-opus-5-5\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":7,\"output_tokens\":1}}}",
            "{\"type\": \"ping\"}",
            "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}}",
            "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"signature_delta\",\"signature\":\"Eq==\"}}",
            "{\"type\":\"content_block_stop\",\"index\":0}",
            "{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
            "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi \"}  }",
            "{\"type\":\"content_block_stop\",\"index\":1         }",
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"pause_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":9}}",
            "{\"type\":\"message_stop\"}");

    @Test
    void theBodyGoesUpWithAnotherModelAndTheStreamComesBackAsItIs() {
        reply = http(200, "text/event-stream", "request-id: req_theirs\r\n", STREAM);

        HttpResponse<String> answer = server.post(
                "/v1/messages?beta=true",
                String.format(BODY, "true"),
                "anthropic-version",
                "2023-06-01",
                "anthropic-beta",
                "one-2026-01-01,oauth-2025-04-20,two-2026-01-01",
                "anthropic-dangerous-direct-browser-access",
                "true",
                "x-api-key",
                "clients-key",
                "x-claude-code-session-id",
                "s");

        assertThat(received())
                .isEqualTo(String.format(BODY, "true").replace("claude:claude-opus-5-5", "claude-opus-5-5"));
        assertThat(lastRequest)
                .contains("anthropic-version: 2023-06-01\r\n", "anthropic-beta: one-2026-01-01,two-2026-01-01\r\n")
                .contains("x-api-key: test-key-claude\r\n")
                .doesNotContain("clients-key", "browser-access", "session-id");
        assertThat(answer.body()).isEqualTo(STREAM);
        assertThat(TestServer.header(answer, "x-oblix-model")).isEqualTo("claude:claude-opus-5-5");
        assertThat(TestServer.header(answer, "x-upstream-request-id")).isEqualTo("req_theirs");
        assertThat(TestServer.header(answer, "request-id")).startsWith("req_").isNotEqualTo("req_theirs");
    }

    @Test
    void aWholeAnswerComesBackAsItIs() {
        String message =
                "{\"id\":\"msg_y\", \"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-opus-5-5\",\n"
                        + "\"content\":[{\"type\":\"text\",\"text\":\"Hi\",\"citations\":null}],\"stop_reason\":\"end_turn\","
                        + "\"context_management\":{\"applied_edits\":[]},\"usage\":{\"input_tokens\":7,\"output_tokens\":9}}";
        reply = http(200, "application/json", "anthropic-ratelimit-requests-remaining: 3\r\n", message);

        HttpResponse<String> answer = server.post("/v1/messages", String.format(BODY, "false"));

        assertThat(answer.body()).isEqualTo(message);
        assertThat(lastRequest).startsWith("POST /v1/messages?tenant=7 HTTP/1.1");
        assertThat(received()).contains("\"stream\":false");
        assertThat(TestServer.header(answer, "anthropic-ratelimit-requests-remaining"))
                .isEqualTo("3");
        assertThat(TestServer.header(answer, "x-ratelimit-remaining-requests")).isEmpty();
        assertThat(server.metrics()).contains("claude-opus-5-5");
    }

    @ParameterizedTest
    @CsvSource({"400,invalid_request_error", "413,request_too_large", "429,rate_limit_error", "529,overloaded_error"})
    void anErrorOfAModelThatTheClientNamedComesBackAsItIs(int status, String type) {
        String error = "{\"type\":\"error\",\"error\":{\"type\":\"" + type
                + "\",\"message\":\"messages.1.role: Input should be 'user' or 'assistant'\"},\"request_id\":\"req_z\"}";
        reply = http(status, "application/json", "x-should-retry: false\r\n", error);

        HttpResponse<String> answer = server.post("/v1/messages", String.format(BODY, "true"));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo(error);
    }

    @Test
    void aRefusedKeyIsOursAndNotTheClients() {
        reply = http(
                401,
                "application/json",
                "",
                "{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\",\"message\":\"invalid x-api-key\"}}");

        HttpResponse<String> answer = server.post("/v1/messages", String.format(BODY, "false"));

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(TestServer.json(answer).at("/error/type").asText()).isEqualTo("api_error");
        assertThat(TestServer.header(answer, "x-should-retry")).isEqualTo("false");
    }

    @ParameterizedTest
    @CsvSource({"200,4711", "500,1"})
    void tokensAreCountedByClaudeOrElseEstimated(int status, int least) {
        reply = http(status, "application/json", "", "{\"input_tokens\":4711}");

        HttpResponse<String> answer = server.post(
                "/v1/messages/count_tokens",
                String.format(BODY, "false"),
                "anthropic-beta",
                "token-counting-2024-11-01");

        assertThat(TestServer.json(answer).path("input_tokens").asInt()).isBetween(least, status == 200 ? 4711 : 20);
        assertThat(lastRequest)
                .startsWith("POST /v1/messages/count_tokens?")
                .contains("anthropic-beta: token-counting-2024-11-01\r\n");
        assertThat(received()).startsWith("{ \"model\" : \"claude-opus-5-5\"");
    }

    @Test
    void aLocalOnlyPromptIsNotCountedByClaude() {
        lastRequest = "";

        HttpResponse<String> answer =
                server.post("/v1/messages/count_tokens", String.format(BODY, "false"), "X-Oblix-Privacy", "local-only");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(lastRequest).isEmpty();
    }

    @Test
    void thinkingThatClaudeDidNotSignIsCutOut() {
        reply = http(200, "text/event-stream", "", STREAM);
        String own = "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"oblix1z.abc\"},";
        String body =
                "{\"model\":\"claude:claude-opus-5-5\",\"max_tokens\":5,\"stream\":true,\"messages\":[{\"role\":\"user\","
                        + "\"content\":\"a\"},{\"role\":\"assistant\",\"content\":[" + own
                        + "{\"type\":\"text\",\"text\":\"b\"}]},{\"role\":\"user\",\"content\":\"c\"}]}";

        server.post("/v1/messages", body);

        assertThat(received()).isEqualTo(body.replace(own, "").replace("claude:claude-opus-5-5", "claude-opus-5-5"));
    }

    /** As claude-sonnet-4-5 is known to reject adaptive thinking, efforts and instructions between turns. */
    @Test
    void aModelThatAPolicyChoseIsSparedWhatItRejects() {
        reply = http(200, "text/event-stream", "", STREAM);
        String fields =
                "\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\"max\"},\"max_tokens\":900000";
        String turns = "{\"role\":\"user\",\"content\":\"a\"}";

        server.post(
                "/v1/messages",
                "{\"model\":\"auto:cloud-first\"," + fields + ",\"stream\":true,\"messages\":[" + turns + "]}");
        JsonNode fitted = json(received());

        assertThat(fitted.path("model").asText()).isEqualTo("claude-sonnet-4-5");
        assertThat(fitted.has("thinking")).isFalse();
        assertThat(fitted.has("output_config")).isFalse();
        assertThat(fitted.path("max_tokens").asInt()).isLessThan(900000);

        server.post(
                "/v1/messages",
                "{\"model\":\"auto:cloud-first\"," + fields + ",\"stream\":true,\"messages\":[" + turns
                        + ",{\"role\":\"system\",\"content\":\"s\"}]}");

        assertThat(json(received()).path("system").toString()).contains("\"s\"");
    }

    @Test
    void aStreamThatBreaksOffAfterTextIsFinishedByTheLocalModelInTheSameBlock() {
        String begun = frames(
                "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_x\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"c\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":7,\"output_tokens\":1}}}",
                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"You asked: \"}}");
        reply = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 100000\r\n\r\n" + begun;
        claude.replies((request, out) -> {
            out.write(reply.getBytes(StandardCharsets.UTF_8));
            out.flush();
            throw new IOException("cut");
        });
        // The words that the client has once more, and the rest.
        server.ollama.answering(request -> SimulatedAnswer.of("You asked: Hello", 10));

        HttpResponse<String> answer = server.post(
                "/v1/messages",
                "{\"model\":\"auto:cloud-first\",\"max_tokens\":50,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        claude.replies((request, out) -> {
            lastRequest = request;
            out.write(reply.getBytes(StandardCharsets.UTF_8));
            out.flush();
        });

        assertThat(answer.body())
                .startsWith(begun)
                .contains(
                        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hello\"}}")
                .contains("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}")
                .doesNotContain("\"index\":1")
                .endsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        List<SimulatedRequest> local = server.ollama.chatRequests();
        assertThat(local).isNotEmpty();
    }

    private static final String PICTURE =
            "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"base64\","
                    + "\"media_type\":\"image/png\",\"data\":\"/9j/4AAQSkZJRgABAQAAAQABAAD/2Q==\"}}]}]";

    private static final String USER = "\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]";

    private static String tool(String name, String schema) {
        return USER + ",\"tools\":[{\"name\":\"" + name + "\",\"input_schema\":{\"type\":\"object\"," + schema + "}}]";
    }

    /** What Anthropic refuses of the client's own words, and what the second request must hold in its place. */
    private static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(
                        "messages.0.content.0.image.source.base64: The image was specified using the image/png media type,"
                                + " but the image appears to be a image/jpeg image",
                        PICTURE,
                        "\"media_type\":\"image/jpeg\""),
                Arguments.of(
                        "messages.0.content.0.image.source.base64.media_type: Input should be 'image/jpeg', 'image/png',"
                                + " 'image/gif' or 'image/webp'",
                        PICTURE.replace("image/png", "application/octet-stream"),
                        "\"media_type\":\"image/jpeg\""),
                Arguments.of(
                        "tools.0.custom.input_schema.properties: Property keys should match pattern"
                                + " '^[a-zA-Z0-9_.-]{1,64}$'",
                        tool("f", "\"properties\":{\"$filter\":{\"type\":\"string\"}}"),
                        "{\"_filter_"),
                Arguments.of(
                        "tools.0.custom.input_schema: JSON schema is invalid. It must match JSON Schema draft 2020-12",
                        tool(
                                "f",
                                "\"properties\":{\"a\":{\"type\":\"number\",\"minimum\":0,\"exclusiveMinimum\":true}}"),
                        "\"exclusiveMinimum\":0"),
                Arguments.of(
                        "tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'",
                        tool("files.read", "\"properties\":{}"),
                        "\"name\":\"files_read_"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whatOnlyOtherWordsWouldPutRightIsAskedOnceMore(String refusal, String body, String expected) {
        List<String> received = refusesOnce(refusal);

        for (boolean streaming : new boolean[] {false, true}) {
            received.clear();
            HttpResponse<String> answer = server.post(
                    "/v1/messages",
                    "{\"model\":\"claude:claude-sonnet-4-5\",\"max_tokens\":50,\"stream\":" + streaming + "," + body
                            + "}");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(received).hasSize(2);
            assertThat(received.get(0)).contains(body).doesNotContain(expected);
            assertThat(received.get(1)).contains(expected);
            assertThat(answer.body()).contains("Hi ", "\"stop_reason\":\"end_turn\"");
            if (streaming) {
                assertThat(answer.body()).contains("event: message_start", "event: message_stop");
            } else {
                assertThat(TestServer.json(answer).path("type").asText()).isEqualTo("message");
            }
        }
        claude.replies((request, out) -> {
            lastRequest = request;
            out.write(reply.getBytes(StandardCharsets.UTF_8));
            out.flush();
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void namesThatWereMappedComeBackAsTheClientsOwn(boolean streaming) {
        String error = http(
                400,
                "application/json",
                "",
                "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":"
                        + "\"tools.0.custom.input_schema.properties: Property keys should match pattern '^[a-zA-Z0-9_.-]{1,64}$'\"}}");
        claude.replies((request, out) -> {
            Matcher key = Pattern.compile("\"(_filter_\\w+)\"").matcher(request);
            String input = key.find() ? "{\\\"" + key.group(1) + "\\\":\\\"x\\\"}" : "";
            String call = frames(
                    "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_x\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"c\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":7,\"output_tokens\":1}}}",
                    "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"f\",\"input\":{}}}",
                    "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\""
                            + input + "\"}}",
                    "{\"type\":\"content_block_stop\",\"index\":0}",
                    "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":9}}",
                    "{\"type\":\"message_stop\"}");
            String said = input.isEmpty() ? error : http(200, "text/event-stream", "", call);
            out.write(said.getBytes(StandardCharsets.UTF_8));
            out.flush();
        });

        HttpResponse<String> answer = server.post(
                "/v1/messages",
                "{\"model\":\"claude:claude-sonnet-4-5\",\"max_tokens\":50,\"stream\":" + streaming + ","
                        + tool("f", "\"properties\":{\"$filter\":{\"type\":\"string\"}}") + "}");

        assertThat(answer.body()).contains("$filter", "\"tool_use\"").doesNotContain("_filter_");
        claude.replies((request, out) -> {
            lastRequest = request;
            out.write(reply.getBytes(StandardCharsets.UTF_8));
            out.flush();
        });
    }

    private static List<String> refusesOnce(String refusal) {
        List<String> received = new CopyOnWriteArrayList<>();
        String error = http(
                400,
                "application/json",
                "",
                "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"" + refusal + "\"}}");
        String answer = http(200, "text/event-stream", "", STREAM.replace("pause_turn", "end_turn"));
        claude.replies((request, out) -> {
            received.add(request);
            out.write((received.size() == 1 ? error : answer).getBytes(StandardCharsets.UTF_8));
            out.flush();
        });
        return received;
    }

    @ParameterizedTest
    @CsvSource({"/v1/messages,400", "/v1/messages,200", "/v1/chat/completions,400", "/v1/chat/completions,200"})
    void aKeyThatIsQuotedInAnErrorIsNotShown(String path, int status) {
        String error = "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":"
                + "\"no luck with test-key-claude today\"}}";
        reply = http(
                status,
                status == 200 ? "text/event-stream" : "application/json",
                "",
                status == 200 ? frames(error) : error);

        for (boolean streaming : new boolean[] {true, false}) {
            HttpResponse<String> answer = server.post(path, String.format(BODY, streaming));

            assertThat(answer.body()).contains("no luck with *** today").doesNotContain("test-key");
        }
    }
}
