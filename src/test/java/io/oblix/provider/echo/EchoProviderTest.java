package io.oblix.provider.echo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.oblix.fixture.TestServer;
import io.oblix.json.Json;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Adding a provider takes a folder and a line of settings: nothing outside this package knows of this one. */
class EchoProviderTest {

    private static HttpServer hills() throws Exception {
        HttpServer hills = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hills.createContext("/say", exchange -> {
            byte[] echo = Json.MAPPER
                    .readTree(exchange.getRequestBody())
                    .path("say")
                    .asText()
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            exchange.sendResponseHeaders(200, echo.length);
            exchange.getResponseBody().write(echo);
            exchange.close();
        });
        hills.start();
        return hills;
    }

    @Test
    void aProviderThatAnnouncesItselfAnswersRequests() throws Exception {
        HttpServer hills = hills();
        String url = "http://127.0.0.1:" + hills.getAddress().getPort();
        try (TestServer server =
                new TestServer(Map.of("oblix.local-model", "parrot:plain", "oblix.provider.echo.base-url", url))) {
            HttpResponse<String> chosen = server.hello("auto:local-first");
            HttpResponse<String> named = server.hello("echo:dear");

            assertThat(TestServer.json(chosen).at("/choices/0/message/content").asText())
                    .isEqualTo("Hello");
            assertThat(chosen.headers().firstValue("x-oblix-model")).hasValue("echo:plain");
            assertThat(named.headers().firstValue("x-oblix-model")).hasValue("echo:dear");
            assertThat(server.get("/v1/models").body()).contains("\"Plain echo\"");
            assertThat(server.get("/metrics").body()).contains("echo:dear");
        } finally {
            hills.stop(0);
        }
    }

    @Test
    void withoutASettingItIsNotThere() throws Exception {
        try (TestServer server = new TestServer()) {
            assertThat(server.hello("echo:plain").statusCode()).isEqualTo(404);
        }
    }
}
