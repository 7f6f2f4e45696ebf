package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.RawClient;
import io.oblix.fixture.TestServer;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a connection ends after an answer, by version and by the client's {@code Connection}; and {@code vary}. */
class ConnectionHeaderTest {

    @RegisterExtension
    static final TestServer server = new TestServer();

    private static String post(String version, String connection, String more, boolean streamed) {
        String body = TestServer.helloBody("auto", streamed);
        return "POST /v1/chat/completions HTTP/" + version + "\r\nHost: x\r\n"
                + (connection.isEmpty() ? "" : "Connection: " + connection + "\r\n") + more + "Content-Length: "
                + body.length() + "\r\n\r\n" + body;
    }

    private static String preflight(String origin, String header) {
        return RawClient.get("/v1/models", "Origin: " + origin, "Access-Control-Request-Method: POST", header)
                .replaceFirst("GET", "OPTIONS");
    }

    /** All that is sent until the server closes the connection. */
    private static String untilClosed(String request) throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            return client.send(request).rest();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "keep-alive", "Keep-Alive", "keep-alive, x", "close"})
    void aStreamForAnOldClientEndsWithItsConnection(String connection) throws Exception {
        String answer = untilClosed(post("1.0", connection, "", true));

        assertThat(answer).startsWith("HTTP/1.0 200").endsWith("data: [DONE]\n\n");
        assertThat(answer.toLowerCase(Locale.ROOT)).doesNotContain("keep-alive", "chunked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"keep-alive", "close"})
    void soDoesItsWholeAnswer(String connection) throws Exception {
        assertThat(untilClosed(post("1.0", connection, "", false)))
                .startsWith("HTTP/1.0 200")
                .endsWith("}");
    }

    @ParameterizedTest
    @CsvSource({"1.0, ''", "1.0, keep-alive", "1.0, close", "1.1, ''", "1.1, keep-alive", "1.1, close"})
    void aRefusalThatClosesSaysSoAndCloses(String version, String connection) throws Exception {
        String compressed = untilClosed(post(version, connection, "Content-Encoding: gzip\r\n", false));
        assertThat(compressed).startsWith("HTTP/" + version + " 415").contains("connection: close");

        String large = untilClosed("POST /v1/chat/completions HTTP/" + version + "\r\nHost: x\r\n"
                + (connection.isEmpty() ? "" : "Connection: " + connection + "\r\n")
                + "Content-Length: 999999999\r\n\r\n");
        assertThat(large).startsWith("HTTP/" + version + " 413").contains("connection: close");
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "Close", "x, close", "close, x", "keep-alive, close"})
    void aNewClientsCloseIsHeededBesideOtherOptions(String connection) throws Exception {
        assertThat(untilClosed(post("1.1", connection, "", true)))
                .startsWith("HTTP/1.1 200")
                .contains("connection: close");
        assertThat(untilClosed(RawClient.get("/nothing-here", "Connection: " + connection)))
                .startsWith("HTTP/1.1 404")
                .contains("connection: close");
    }

    @ParameterizedTest
    @ValueSource(strings = {"keep-alive", "x", "closed"})
    void anyOtherConnectionIsKept(String connection) throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send(post("1.1", connection, "", false));
            assertThat(client.answer().status()).isEqualTo(200);
            client.send(RawClient.get("/nothing-here", "Connection: " + connection));
            assertThat(client.answer().status()).isEqualTo(404);
            client.send(post("1.1", connection, "", true));
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/models, ''",
        "/v1/models, http://localhost:3000",
        "/v1/models, https://evil.example",
        "/nothing-here, ''",
        "/v1/chat/completions, ''",
        "/health, ''",
    })
    void varySaysOriginOnce(String path, String origin) throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.get(path, origin.isEmpty() ? "Accept: */*" : "Origin: " + origin));
            assertThat(client.answer().header("vary")).isEqualTo("origin");
        }
    }

    @Test
    void varyIsOnAnswersAndPreflightsToo() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send(post("1.1", "", "", true));
            assertThat(client.answer().header("vary")).isEqualTo("origin");
            client.send(preflight("http://localhost:3000", "Access-Control-Request-Headers: x-a"));
            assertThat(client.answer().header("vary")).isEqualTo("origin,access-control-request-headers");
            client.send(preflight("https://evil.example", "Accept: */*"));
            assertThat(client.answer().header("vary")).isEqualTo("origin");
        }
        try (RawClient client = new RawClient(server.port())) {
            client.send(post("1.1", "", "Content-Encoding: gzip\r\n", true));
            assertThat(client.answer().header("vary")).isEqualTo("origin");
        }
    }
}
