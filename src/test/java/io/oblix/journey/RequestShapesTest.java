package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.RawClient;
import io.oblix.fixture.RawClient.Answer;
import io.oblix.fixture.TestServer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * HTTP that two servers could read differently is refused and the connection closed, so that nothing after it is taken
 * for a request. All else has one reading.
 */
class RequestShapesTest {

    private static final String BODY = String.format(TestServer.HELLO, "ollama:llama3.2:1b");
    private static final String LENGTH = "Content-Length: " + BODY.length() + "\r\n";
    private static final String CHUNK = RawClient.chunk(BODY);
    private static final String END = "0\r\n\r\n";
    private static final String LINE = "POST /v1/chat/completions HTTP/1.1\r\n";

    @RegisterExtension
    static final TestServer server = new TestServer();

    @AfterEach
    void theServerStillAnswers() {
        assertThat(server.hello("auto").statusCode()).isEqualTo(200);
    }

    static Stream<Arguments> ambiguous() {
        return Stream.of(
                shape(
                        "length and chunks",
                        RawClient.HEAD + LENGTH + "Transfer-Encoding: chunked\r\n\r\n" + CHUNK + END),
                shape("two lengths", RawClient.HEAD + LENGTH + "Content-Length: 3\r\n\r\n" + BODY),
                shape("the same length twice", RawClient.HEAD + LENGTH + LENGTH + "\r\n" + BODY),
                shape("a list of lengths", RawClient.HEAD + "Content-Length: 3, 3\r\n\r\n" + BODY),
                shape("a signed length", RawClient.HEAD + "Content-Length: +3\r\n\r\n" + BODY),
                shape("a length below zero", RawClient.HEAD + "Content-Length: -1\r\n\r\n" + BODY),
                shape(
                        "a length over all bounds",
                        RawClient.HEAD + "Content-Length: 99999999999999999999\r\n\r\n" + BODY),
                shape("a hexadecimal length", RawClient.HEAD + "Content-Length: 0x3\r\n\r\n" + BODY),
                shape(
                        "a coding before the chunks",
                        RawClient.HEAD + "Transfer-Encoding: gzip, chunked\r\n\r\n" + CHUNK),
                shape(
                        "a coding after the chunks",
                        RawClient.HEAD + "Transfer-Encoding: chunked, identity\r\n\r\n" + CHUNK),
                shape("an unknown coding", RawClient.HEAD + "Transfer-Encoding: xchunked\r\n\r\n" + CHUNK),
                shape("no coding at all", RawClient.HEAD + "Transfer-Encoding: identity\r\n" + LENGTH + "\r\n" + BODY),
                shape(
                        "chunks twice",
                        RawClient.HEAD + "Transfer-Encoding: chunked\r\n".repeat(2) + "\r\n" + CHUNK + END),
                shape("chunks in HTTP/1.0", RawClient.CHUNKED.replace("1.1", "1.0") + CHUNK + END),
                shape("a space before the colon", RawClient.HEAD + LENGTH.replace(":", " :") + "\r\n" + BODY),
                shape("a fold before any header", LINE + " Host: x\r\n" + LENGTH + "\r\n" + BODY),
                shape("a carriage return alone", RawClient.HEAD + "X-A: b\rX-B: c\r\n" + LENGTH + "\r\n" + BODY),
                shape("line feeds alone", (RawClient.HEAD + LENGTH + "\r\n").replace("\r", "") + BODY),
                shape("NUL in a value", RawClient.HEAD + "X-A: b\0c\r\n" + LENGTH + "\r\n" + BODY),
                shape("NUL in a name", RawClient.HEAD + "X-\0A: b\r\n" + LENGTH + "\r\n" + BODY),
                shape("NUL in a length", RawClient.HEAD + LENGTH.replace("\r", "\0\r") + "\r\n" + BODY),
                shape("NUL in the path", RawClient.post(BODY).replace("completions", "completions\0")),
                shape("no host", LINE + LENGTH + "\r\n" + BODY),
                shape("two hosts", RawClient.HEAD + "Host: y\r\n" + LENGTH + "\r\n" + BODY),
                shape("HTTP/0.9", "GET /health\r\n\r\n"),
                shape(
                        "TLS",
                        "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003" + "a".repeat(99) + "\r\n\r\n"));
    }

    static Stream<Arguments> brokenChunks() {
        return Stream.of(
                shape("a size below zero", "-1\r\n" + BODY + "\r\n" + END),
                shape("a size with a prefix", "0x" + CHUNK + END),
                shape("a size in letters", "zz\r\n" + BODY + "\r\n" + END),
                shape("a size over all bounds", "ffffffffffffffff\r\n" + BODY + "\r\n" + END),
                shape("no end of line after the data", CHUNK.strip() + "XX" + END),
                shape("line feeds alone", (CHUNK + END).replace("\r", "")),
                shape("a line feed in an extension", CHUNK.replaceFirst("\r\n", ";a\nb\r\n") + END),
                shape("data beyond the size", "5\r\n" + BODY + "\r\n" + END));
    }

    static Stream<Arguments> unusual() {
        return Stream.of(
                shape("chunks", RawClient.CHUNKED + CHUNK + END),
                shape("an extension", RawClient.CHUNKED + CHUNK.replaceFirst("\r\n", ";a=b\r\n") + END),
                shape("a trailer", RawClient.CHUNKED + CHUNK + "0\r\nContent-Length: 4\r\nX-Oblix-Privacy: x\r\n\r\n"),
                shape("a folded header", RawClient.post(BODY, "X-A: b\r\n\tc")),
                shape("a folded coding", RawClient.CHUNKED.replace(": chunked", ":\r\n chunked") + CHUNK + END),
                shape("an absolute address", RawClient.post(BODY).replace("POST /", "POST http://elsewhere:1/")),
                shape("an unknown charset", RawClient.post(BODY, "Content-Type: application/json; charset=none")));
    }

    private static Arguments shape(String name, String bytes) {
        return Arguments.of(name, bytes);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ambiguous")
    void anAmbiguousHeadIsRefusedAndTheConnectionClosed(String name, String request) throws Exception {
        assertRefused(request, 400);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenChunks")
    void aBodyInBrokenChunksIsRefusedAndTheConnectionClosed(String name, String chunks) throws Exception {
        assertRefused(RawClient.CHUNKED + chunks, 400);
    }

    private void assertRefused(String request, int status) throws Exception {
        int asked = server.ollama.chatCount();
        try (RawClient client = new RawClient(server.port())) {
            client.send(request + RawClient.get("/health/live"));

            Answer answer = client.answer();

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.error().properties()).hasSize(4);
            assertThat(answer.error().path("type").asText()).isEqualTo("invalid_request_error");
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(answer.header("x-oblix-request-id")).startsWith("req_");
            assertThat(client.rest()).isEmpty();
        }
        assertThat(server.ollama.chatCount()).isEqualTo(asked);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unusual")
    void anUnusualRequestIsAnsweredOnce(String name, String request) throws Exception {
        int asked = server.ollama.chatCount();
        try (RawClient client = new RawClient(server.port())) {
            client.send(request + RawClient.get("/health/live", "Connection: close"));

            assertThat(client.answer().body()).contains("You asked: Hello");
            assertThat(client.answer().body()).isEqualTo("{\"status\":\"live\"}");
            assertThat(client.rest()).isEmpty();
        }
        assertThat(server.ollama.chatCount()).isEqualTo(asked + 1);
    }

    @Test
    void anHttp10ClientIsAnsweredInItsVersion() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send(LINE.replace("1.1", "1.0") + LENGTH + "\r\n" + BODY);

            Answer answer = client.answer();

            assertThat(answer.version()).isEqualTo("HTTP/1.0");
            assertThat(answer.body()).contains("You asked: Hello");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void otherVersionsAreRefused() throws Exception {
        for (String version : new String[] {"HTTP/1.9", "HTTP/2.0", "HTTP/9.9"}) {
            assertRefused("GET /health/live " + version + "\r\nHost: x\r\n\r\n", 505);
        }
    }

    @Test
    void hugeHeadsAreRefusedBeforeTheyAreRead() throws Exception {
        assertRefused(
                RawClient.get(
                        "/health",
                        ("X-A: " + "a".repeat(100) + "\r\n").repeat(1000).strip()),
                431);
        assertRefused(RawClient.get("/health", "X-A: " + "a".repeat(200_000)), 431);
        assertRefused("GET /health HTTP/1.1\r\n" + "a".repeat(200_000), 431);
        assertRefused(RawClient.get("/" + "a".repeat(200_000)), 414);
    }

    @Test
    void aCompressedBodyIsRefusedAndNotReadAsJson() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.post("\u001f\u008b\b\0\0", "Content-Encoding: gzip"));

            Answer answer = client.answer();

            assertThat(answer.status()).isEqualTo(415);
            assertThat(answer.error().path("code").asText()).isEqualTo("unsupported_encoding");
        }
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.send(RawClient.post(BODY, "Content-Encoding: identity"))
                            .answer()
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void expectContinueIsAnsweredBeforeTheBody() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.HEAD + LENGTH + "Expect: 100-continue\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(100);
            assertThat(client.send(BODY).answer().status()).isEqualTo(200);

            client.send(RawClient.HEAD + "Content-Length: 999999999\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(413);
            assertThat(client.rest()).isEmpty();
        }
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.send(RawClient.HEAD + LENGTH + "Expect: a-miracle\r\n\r\n" + BODY)
                            .answer()
                            .status())
                    .isEqualTo(417);
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.post(BODY)
                    + RawClient.get("/nowhere")
                    + RawClient.post(BODY.replace("Hello", "Again"))
                    + RawClient.get("/health/live")
                    + "NONSENSE\r\n\r\n"
                    + RawClient.get("/health/live"));

            assertThat(client.answer().body()).contains("You asked: Hello");
            assertThat(client.answer().status()).isEqualTo(404);
            assertThat(client.answer().body()).contains("You asked: Again");
            assertThat(client.answer().body()).isEqualTo("{\"status\":\"live\"}");
            assertThat(client.answer().status()).isEqualTo(400);
            assertThat(client.rest()).isEmpty();
        }
    }
}
