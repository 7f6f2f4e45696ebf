package io.oblix.provider.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ModelName;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.fixture.Questions;
import io.oblix.fixture.TestServer;
import io.oblix.settings.CallLimit;
import io.oblix.settings.OblixSettings;
import io.oblix.settings.SettingsSource;
import io.oblix.settings.StartFailure;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** A proxy in front of Ollama that wants a key. */
class OllamaKeyTest {

    private static OllamaSettings settings(String key) throws StartFailure {
        return OllamaSettings.of(OblixSettings.of(
                        SettingsSource.read(Path.of("no-such-folder"), Map.of(), Map.of("oblix.ollama.api-key", key)))
                .reader());
    }

    @Test
    void eachCallHasTheKey() throws Exception {
        Queue<String> keys = new ConcurrentLinkedQueue<>();
        HttpServer proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/", exchange -> {
            keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            byte[] body = "{\"models\":[{\"name\":\"m:latest\",\"digest\":\"d\"}]}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        proxy.start();
        try (TestServer server = new TestServer(Map.of(
                "oblix.ollama.base-url",
                "http://127.0.0.1:" + proxy.getAddress().getPort(),
                "oblix.ollama.api-key",
                "proxy-key"))) {
            server.hello(TestServer.LOCAL);
            assertThat(keys).hasSizeGreaterThan(2).containsOnly("Bearer proxy-key");
        } finally {
            proxy.stop(0);
        }
    }

    @Test
    void withoutAKeyThereIsNoHeader() throws Exception {
        var request = ChatRequestReader.read(
                "id",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}".getBytes(StandardCharsets.UTF_8),
                null,
                new Cancellation());
        OllamaProvider provider =
                new OllamaProvider(new OllamaSettings(List.of("http://localhost:1"), "30m", 4096, CallLimit.NONE));
        assertThat(provider.translate(
                                Questions.named(request),
                                provider.places(new ModelName("ollama", "m")).get(0))
                        .headers())
                .isEmpty();
    }

    @Test
    void theKeyIsNotShown() throws Exception {
        assertThat(settings("proxy-key").toString()).doesNotContain("proxy-key");
        assertThatThrownBy(() -> settings("proxy key"))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("oblix.ollama.api-key")
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("proxy key"));
    }
}
