package io.oblix.journey;

import static io.oblix.fixture.KeysOnDisk.bearer;
import static io.oblix.fixture.TestServer.LOCAL;
import static io.oblix.fixture.TestServer.header;
import static io.oblix.fixture.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.Await;
import io.oblix.fixture.KeysOnDisk;
import io.oblix.fixture.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A key that is revoked while the server runs, and an address that tries keys out. */
@Timeout(60)
class RevokedKeyTest {

    private static void revoke(KeysOnDisk keys, String name) throws IOException {
        String text = Files.readString(keys.file());
        Files.writeString(keys.file(), text.replaceFirst("- name: " + name + "\n(  .*\n)*", ""));
    }

    @Test
    void aRevokedKeyIsRefusedAndItsOpenStreamOfDecisionsEnds() throws Exception {
        KeysOnDisk keys = new KeysOnDisk().with("root", "admin: true").with("leaver", "admin: true");
        try (TestServer server = new TestServer(keys.setting())) {
            assertThat(server.hello(LOCAL, bearer("leaver")).statusCode()).isEqualTo(200);
            HttpRequest decisions = HttpRequest.newBuilder(URI.create(server.url("/v1/decisions")))
                    .headers(bearer("leaver"))
                    .header("Accept", "text/event-stream")
                    .build();
            HttpResponse<Stream<String>> stream =
                    HttpClient.newHttpClient().send(decisions, HttpResponse.BodyHandlers.ofLines());
            assertThat(stream.statusCode()).isEqualTo(200);
            assertThat(header(stream, "content-type")).startsWith("text/event-stream");
            CompletableFuture<Long> lines =
                    CompletableFuture.supplyAsync(() -> stream.body().count());

            revoke(keys, "leaver");

            Await.until(
                    "the key is refused",
                    () -> server.hello(LOCAL, bearer("leaver")).statusCode() == 401);
            Await.until("the stream has ended", lines::isDone);
            assertThat(server.hello(LOCAL, bearer("root")).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void anAddressThatTriesKeysOutIsSlowedDownAndAKeyThatWasGoodFromThereGoesOn() {
        KeysOnDisk keys = new KeysOnDisk().with("known").with("new");
        try (TestServer server = new TestServer(keys.setting())) {
            assertThat(server.hello(LOCAL, bearer("known")).statusCode()).isEqualTo(200);
            HttpResponse<String> refused = server.hello(LOCAL, "Authorization", "Bearer sk-guess-0");
            int wrong = 1;
            while (refused.statusCode() == 401 && wrong < 100) {
                refused = server.hello(LOCAL, "x-api-key", "sk-guess-" + wrong++);
            }

            assertThat(wrong).isBetween(20, 40);
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(Integer.parseInt(header(refused, "retry-after"))).isBetween(1, 60);
            assertThat(json(refused).at("/error/message").asText()).doesNotContain("sk-guess");
            assertThat(server.hello(LOCAL, bearer("new")).statusCode()).isEqualTo(429);
            assertThat(server.hello(LOCAL, bearer("known")).statusCode()).isEqualTo(200);
        }
    }
}
