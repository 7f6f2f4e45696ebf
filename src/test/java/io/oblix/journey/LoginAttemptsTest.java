package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.RawClient;
import io.oblix.fixture.RawClient.Answer;
import io.oblix.fixture.TestServer;
import io.oblix.key.KeyText;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The key in {@code oblix.admin-key} where no other keys are asked for, from elsewhere, and guesses of it. */
class LoginAttemptsTest {

    private static final String ADMIN = "the-admins-own-key";

    @RegisterExtension
    static final TestServer SERVER = new TestServer(Map.of("oblix.admin-key", ADMIN));

    private static Answer logIn(String key) throws IOException {
        String body = "key=" + key;
        try (RawClient client = new RawClient(SERVER.port())) {
            return client.send("POST /login HTTP/1.1\r\nHost: gateway.example\r\nOrigin: http://gateway.example\r\n"
                            + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                    .answer();
        }
    }

    private static Answer page(String... headers) throws IOException {
        try (RawClient client = new RawClient(SERVER.port())) {
            return client.send("GET / HTTP/1.1\r\nHost: gateway.example\r\nAccept: text/html\r\n"
                            + String.join("\r\n", headers) + (headers.length == 0 ? "" : "\r\n") + "\r\n")
                    .answer();
        }
    }

    @Test
    void guessesAreSlowedDownAndTheOperatorsBrowserGoesOn() throws IOException {
        assertThat(page().body()).contains("Admin key");
        String cookie = "Cookie: " + logIn(ADMIN).header("set-cookie").split(";", 2)[0];
        assertThat(page(cookie).body()).contains("main.js");

        int wrong = 0;
        Answer answer = logIn("guess");
        while (answer.status() == 401) {
            wrong++;
            answer = logIn("guess");
        }

        assertThat(wrong).isBetween(1, 40);
        assertThat(answer.status()).isEqualTo(429);
        assertThat(Integer.parseInt(answer.header("retry-after"))).isPositive();
        assertThat(answer.body()).contains("Too many wrong keys").doesNotContain("guess");
        assertThat(page(cookie).body()).contains("main.js");
        try (RawClient client = new RawClient(SERVER.port())) {
            assertThat(decisions(client, ADMIN).status()).isEqualTo(200);
            assertThat(decisions(client, "guess").status()).isEqualTo(429);
            assertThat(decisions(client, ADMIN).status()).isEqualTo(200);
            assertThat(decisions(client, "guess").status()).isEqualTo(429);
        }
    }

    @Test
    void aKeyThatNobodyGuessesIsNotShutOutByTheWrongOnesOfItsNeighbours() throws IOException {
        String key = KeyText.random();
        try (TestServer server = new TestServer(Map.of("oblix.admin-key", key));
                RawClient neighbour = new RawClient(server.port());
                RawClient newcomer = new RawClient(server.port())) {
            int refused = 0;
            for (int i = 0; i < 40 && refused == 0; i++) {
                refused = decisions(neighbour, KeyText.random()).status() == 429 ? 429 : 0;
            }

            assertThat(refused).isEqualTo(429);
            assertThat(decisions(newcomer, key).status()).isEqualTo(200);
        }
    }

    private static Answer decisions(RawClient client, String key) throws IOException {
        return client.send("GET /v1/decisions HTTP/1.1\r\nHost: gateway.example\r\nX-Api-Key: " + key + "\r\n\r\n")
                .answer();
    }
}
