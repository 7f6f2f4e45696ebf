package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.fixture.RawClient;
import io.oblix.fixture.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each mistake of a client gets an error in OpenAI's shape, and the server goes on. */
class ErrorsTest {

    private static final int LIMIT = 64 * 1024;

    @RegisterExtension
    static final TestServer server = new TestServer(Map.of("oblix.max-body-size", "64KiB"));

    @AfterEach
    void theServerStillAnswers() {
        assertThat(server.hello("auto").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        ``                                                          | 400 | null                  | null
        `   `                                                       | 400 | null                  | null
        {"messages":                                                | 400 | null                  | null
        {"messages":[{"role":"user","content":"x"}]} trailing       | 400 | null                  | null
        [1,2]                                                       | 400 | null                  | null
        "text"                                                      | 400 | null                  | null
        null                                                        | 400 | null                  | null
        {}                                                          | 400 | messages              | missing_required_parameter
        {"messages":null}                                           | 400 | messages              | missing_required_parameter
        {"messages":"hello"}                                        | 400 | messages              | invalid_type
        {"messages":[]}                                             | 400 | messages              | empty_array
        {"messages":["hello"]}                                      | 400 | messages[0]           | invalid_type
        {"messages":[{"content":"x"}]}                              | 400 | messages[0].role      | missing_required_parameter
        {"messages":[{"role":"wizard","content":"x"}]}              | 400 | messages[0].role      | invalid_value
        {"messages":[{"role":"user","content":7}]}                  | 400 | messages[0].content   | invalid_type
        {"messages":[{"role":"user","content":[7]}]}                | 400 | messages[0].content[0] | invalid_type
        {"model":7,"messages":[{"role":"user","content":"x"}]}      | 400 | model                 | invalid_type
        {"stream":"yes","messages":[{"role":"user","content":"x"}]} | 400 | stream                | invalid_type
        {"temperature":"0.5","messages":[{"role":"user","content":"x"}]} | 400 | temperature      | invalid_type
        {"temperature":-1,"messages":[{"role":"user","content":"x"}]} | 400 | temperature         | decimal_below_min_value
        {"temperature":1e99999999999,"messages":[{"role":"user","content":"x"}]} | 400 | null     | null
        {"max_tokens":0,"messages":[{"role":"user","content":"x"}]} | 400 | max_tokens            | integer_below_min_value
        {"max_tokens":1e30,"messages":[{"role":"user","content":"x"}]} | 400 | max_tokens         | invalid_type
        {"max_tokens":99999999999999999999,"messages":[{"role":"user","content":"x"}]} | 400 | max_tokens | integer_above_max_value
        {"stop":["a",5],"messages":[{"role":"user","content":"x"}]} | 400 | stop[1]               | invalid_type
        {"tools":[null],"messages":[{"role":"user","content":"x"}]} | 400 | tools[0]              | invalid_type
        {"modalities":"audio","messages":[{"role":"user","content":"x"}]} | 400 | modalities      | invalid_type
        {"messages":[{"role":"user","content":[{"type":"text","text":5}]}]} | 400 | messages[0].content[0].text | invalid_type
        {"messages":[{"role":"assistant","tool_calls":"abc"}]}      | 400 | messages[0].tool_calls | invalid_type
        {"messages":[{"role":"assistant","tool_calls":["a"]}]}      | 400 | messages[0].tool_calls[0] | invalid_type
        {"messages":[{"role":"assistant","tool_calls":[{"id":7}]}]} | 400 | messages[0].tool_calls[0].id | invalid_type
        {"messages":[{"role":"assistant","function_call":"a"}]}     | 400 | messages[0].function_call | invalid_type
        {"messages":[{"role":"user","content":[{"text":"x"}]}]}     | 400 | messages[0].content[0].type | missing_required_parameter
        {"temperature":2.1,"messages":[{"role":"user","content":"x"}]} | 400 | temperature        | decimal_above_max_value
        {"top_p":1.1,"messages":[{"role":"user","content":"x"}]} | 400 | top_p                    | decimal_above_max_value
        {"presence_penalty":-3,"messages":[{"role":"user","content":"x"}]} | 400 | presence_penalty | decimal_below_min_value
        {"top_logprobs":21,"messages":[{"role":"user","content":"x"}]} | 400 | top_logprobs       | integer_above_max_value
        {"tool_choice":7,"messages":[{"role":"user","content":"x"}]} | 400 | tool_choice          | invalid_type
        {"stream_options":"x","messages":[{"role":"user","content":"x"}]} | 400 | stream_options  | invalid_type
        {"tools":[{"type":"function","function":{"name":"a","strict":"yes"}}],"messages":[{"role":"user","content":"x"}]} | 400 | tools[0].function.strict | invalid_type
        {"response_format":{"type":"json_schema"},"messages":[{"role":"user","content":"x"}]} | 400 | response_format.json_schema | missing_required_parameter
        {"model":"gpt-9","messages":[{"role":"user","content":"x"}]} | 404 | null                 | model_not_found
        {"model":"auto:none","messages":[{"role":"user","content":"x"}]} | 404 | null             | model_not_found
        """)
    void aMistakeInTheBodyIsNamed(String body, int status, String param, String code) throws Exception {
        HttpResponse<String> response = server.chat(body == null ? "" : body);

        assertThat(response.statusCode()).isEqualTo(status);
        assertError(response, "invalid_request_error", param, code);
    }

    @Test
    void aBodyThatIsNotUtf8IsRefused() throws Exception {
        HttpResponse<String> response =
                server.send(HttpRequest.newBuilder(URI.create(server.url("/v1/chat/completions")))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(
                                new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"', '}'})));

        assertThat(response.statusCode()).isEqualTo(400);
        assertError(response, "invalid_request_error", "null", "null");
    }

    @Test
    void nestingWithoutEndIsRefused() throws Exception {
        HttpResponse<String> response = server.chat("{\"messages\":" + "[".repeat(20_000));

        assertThat(response.statusCode()).isEqualTo(400);
        assertError(response, "invalid_request_error", "null", "null");
    }

    @Test
    void anUnknownPathIsA404() throws Exception {
        HttpResponse<String> response = server.get("/v1/nothing-here");

        assertThat(response.statusCode()).isEqualTo(404);
        assertError(response, "invalid_request_error", "null", "null");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/nothing-here, This server answers POST /api/chat",
        "/v1/nothing-here, and GET /v1/models.",
        "/v1/v1/chat/completions, The client adds /v1 itself",
        "/openai/deployments/x/chat/completions, Azure"
    })
    void anUnknownPathHasARemedy(String path, String words) {
        assertThat(server.post(path, "{}").body()).contains(words);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        /v1/route              | POST
        /v1/feedback           | POST
        /v1/chat/completions   | POST
        /v1/chat/completions/  | POST
        /v1/decisions          | GET, HEAD
        /health                | GET, HEAD
        /v1/models/x           | GET, HEAD
        """)
    void aWrongMethodIsToldTheRightOnes(String path, String methods) {
        HttpResponse<String> refused = server.send(HttpRequest.newBuilder(URI.create(server.url(path)))
                .method("PUT", HttpRequest.BodyPublishers.noBody()));

        assertThat(refused.statusCode()).isEqualTo(405);
        assertThat(TestServer.header(refused, "allow")).isEqualTo(methods);
    }

    @Test
    void theWrongMethodIsA405() throws Exception {
        HttpResponse<String> response = server.get("/v1/chat/completions");

        assertThat(response.statusCode()).isEqualTo(405);
        assertError(response, "invalid_request_error", "null", "null");
    }

    @Test
    void anUnknownModelIsNotInTheList() throws Exception {
        HttpResponse<String> response = server.get("/v1/models/no-such-model");

        assertThat(response.statusCode()).isEqualTo(404);
        assertError(response, "invalid_request_error", "null", "model_not_found");
    }

    @Test
    void aBodyOverTheLimitIsRefusedByItsLength() throws Exception {
        HttpResponse<String> response = server.chat("x".repeat(LIMIT + 1));

        assertThat(response.statusCode()).isEqualTo(413);
        assertError(response, "invalid_request_error", "null", "request_too_large");
    }

    @Test
    void aBodyOfUnknownLengthIsRefusedAtTheLimit() throws Exception {
        // A gigabyte is announced chunk by chunk; the answer comes long before it could be sent.
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(30_000);
            byte[] chunk = ("1000\r\n" + "x".repeat(0x1000) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
            socket.getOutputStream()
                    .write("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1));
            int sent = 0;
            try {
                while (socket.getInputStream().available() == 0 && sent < 1 << 30) {
                    socket.getOutputStream().write(chunk);
                    sent += chunk.length;
                }
            } catch (IOException closedBecauseItIsEnough) {
                assertThat(sent).isGreaterThan(LIMIT);
            }
            assertThat(sent).isLessThan(1 << 30);
            assertThat(readSome(socket.getInputStream()))
                    .startsWith("HTTP/1.1 413")
                    .contains("request_too_large");
        }
    }

    @Test
    void malformedHttpIsRefused() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write("NONSENSE\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(readSome(socket.getInputStream())).startsWith("HTTP/1.").contains(" 400 ");
        }
    }

    /** An escape that is none; a client's URL class would not let it through. */
    @ParameterizedTest
    @CsvSource({
        "/v1/models/%zz, /error/type, invalid_request_error",
        "/v1/messages/%zz, /type, error",
        "/health/%, /error/type, invalid_request_error",
        "/%C, /error/type, invalid_request_error",
        "models%zz, /error/type, invalid_request_error",
        "?a=1, /error/type, invalid_request_error"
    })
    void aPathThatCannotBeReadIsRefusedInItsApi(String path, String pointer, String value) throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            RawClient.Answer refused = client.send(RawClient.get(path)).answer();

            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.json().at(pointer).asText()).isEqualTo(value);
            assertThat(refused.header("x-oblix-request-id")).startsWith("req_");
        }
    }

    private static String readSome(InputStream in) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] buffer = new byte[4096];
        int n;
        try {
            while (!read.toString(StandardCharsets.ISO_8859_1).contains("}}") && (n = in.read(buffer)) > 0) {
                read.write(buffer, 0, n);
            }
        } catch (IOException reset) {
            // What came before it counts.
        }
        return read.toString(StandardCharsets.ISO_8859_1);
    }

    private static void assertError(HttpResponse<String> response, String type, String param, String code) {
        JsonNode error = TestServer.json(response).path("error");
        assertThat(error.properties()).hasSize(4);
        assertThat(error.path("message").asText()).isNotBlank().doesNotContain("Exception", "\tat ");
        assertThat(error.path("type").asText()).isEqualTo(type);
        assertThat(error.path("param").asText()).isEqualTo(param);
        assertThat(error.path("code").asText()).isEqualTo(code);
        assertThat(TestServer.header(response, "x-oblix-request-id")).startsWith("req_");
        assertThat(TestServer.header(response, "content-type")).isEqualTo("application/json");
    }
}
