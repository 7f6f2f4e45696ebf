package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.RawClient;
import io.oblix.fixture.TestServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Without a file of keys, the operator's paths are for the machine itself. */
class OperatorPathsTest {

    private static final String ADMIN = "the-admins-own-key";

    @RegisterExtension
    static final TestServer SERVER = new TestServer(Map.of("oblix.admin-key", ADMIN));

    private static RawClient.Answer ask(String path, String host, String... headers) throws IOException {
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        try (RawClient client = new RawClient(SERVER.port())) {
            return client.send(request.append("\r\n").toString()).answer();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:1", "127.0.0.1", "127.9.9.9:62549", "[::1]:62549", "a.localhost", "LocalHost"})
    void theMachineItselfSeesThem(String host) throws IOException {
        assertThat(ask("/v1/decisions", host).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "192.0.2.1:62549", "localhost.evil.example", "127.0.0.1.evil.example", "x"})
    void aPageThatHasItsOwnNamePointHereDoesNot(String host) throws IOException {
        RawClient.Answer refused = ask("/v1/decisions", host);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.error().path("code").asText()).isEqualTo("admin_key_required");
        for (String path : List.of("/v1/route", "/v1/usage", "/usage", "/v1/decisions/")) {
            assertThat(ask(path, host).status()).as(path).isEqualTo(403);
        }
        assertThat(ask("/", host, "Accept: text/html,application/xhtml+xml").body())
                .as("a login, as there is an admin's key")
                .contains("Admin key")
                .doesNotContain("main.js");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For: 192.0.2.1",
                "Forwarded: for=192.0.2.1",
                "X-Real-IP: 192.0.2.1",
                "X-Forwarded-Proto: https",
                "Via: 1.1 proxy"
            })
    void whatAProxyOnThisMachineHandsOnIsNotTheMachinesOwn(String header) throws IOException {
        assertThat(ask("/v1/decisions", "localhost:62549", header).status()).isEqualTo(403);
        assertThat(ask("/v1/decisions", "localhost:62549", header, "x-api-key: " + ADMIN)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void theAdminsKeyOpensThemFromElsewhere() throws IOException {
        assertThat(ask("/v1/decisions", "gateway.example", "Authorization: Bearer " + ADMIN)
                        .status())
                .isEqualTo(200);
        assertThat(ask("/v1/decisions", "gateway.example", "Authorization: Bearer wrong")
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/metrics", "/v1/models", "/"})
    void theOthersAreOpenToAll(String path) throws IOException {
        assertThat(ask(path, "gateway.example").status()).isEqualTo(200);
    }
}
