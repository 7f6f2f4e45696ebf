package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.TestServer;
import io.oblix.simulator.SimulatedProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A provider to which no connection comes about: the other one answers, at once, and the error tells what is wrong. */
class UnreachableTest {

    @TempDir
    private Path folder;

    enum Way {
        REFUSED("cannot connect"),
        NO_SUCH_HOST("its host name cannot be resolved"),
        NO_TLS("TLS failed"),
        SILENT_TLS("no connection within 500 ms");

        final String words;

        Way(String words) {
            this.words = words;
        }

        String url(SimulatedProvider plain, ServerSocket silent) {
            return switch (this) {
                case REFUSED -> "http://127.0.0.1:" + closedPort();
                case NO_SUCH_HOST -> "http://no-such-host.invalid";
                case NO_TLS -> plain.baseUrl().replace("http:", "https:").replace("/v1", "");
                case SILENT_TLS -> "https://127.0.0.1:" + silent.getLocalPort();
            };
        }

        private static int closedPort() {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    static Stream<Arguments> all() {
        return Stream.concat(
                Stream.of(Way.REFUSED, Way.NO_SUCH_HOST, Way.NO_TLS)
                        .flatMap(
                                way -> Stream.of("ollama:llama3.2:1b", "openai:gpt-4o-mini", "claude:claude-sonnet-4-5")
                                        .map(model -> Arguments.of(way, model))),
                Stream.of(Arguments.of(Way.SILENT_TLS, "openai:gpt-4o-mini")));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("all")
    void theOtherOneAnswers(Way way, String model) throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                SimulatedProvider plain = SimulatedProvider.openAi();
                TestServer server = new TestServer(settings(model, way.url(plain, silent)))) {
            boolean local = model.startsWith("ollama");
            String policy = local ? "auto:local-first" : "auto:cloud-first";

            for (boolean streamed : new boolean[] {false, true}) {
                HttpResponse<String> answer = server.chat(chat(policy, streamed));
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                assertThat(TestServer.header(answer, "x-oblix-target")).isEqualTo(local ? "cloud" : "local");
                assertThat(answer.body()).contains("Hello");

                HttpResponse<String> named = server.chat(chat(model, streamed));
                assertThat(named.statusCode()).as(named.body()).isEqualTo(502);
                assertThat(TestServer.json(named).at("/error/message").asText()).startsWith(model + ": " + way.words);
                assertThat(TestServer.header(named, "x-oblix-attempts")).isEqualTo("1");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Way.class,
            names = {"REFUSED", "NO_SUCH_HOST", "NO_TLS"})
    void ifNobodyCanBeReachedTheErrorNamesEach(Way way) throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                SimulatedProvider plain = SimulatedProvider.openAi()) {
            String url = way.url(plain, silent);
            Map<String, String> settings = settings("openai:gpt-4o-mini", url + "/v1");
            settings.put("oblix.ollama.base-url", url);
            // The policy auto would leave the cloud out as soon as a check has found that nobody is there.
            Files.writeString(folder.resolve("both.camel.yaml"), """
                    - route:
                        from:
                          uri: direct:policy-both
                          steps:
                            - to: decide:local?fallback=cloud&reason=both
                    """);
            settings.put("oblix.routes-directory", folder.toString());
            try (TestServer server = new TestServer(settings)) {
                HttpResponse<String> answer = server.hello("auto:both");

                assertThat(answer.statusCode()).isEqualTo(502);
                assertThat(TestServer.json(answer).at("/error/message").asText())
                        .contains("ollama:llama3.2:1b: " + way.words, "openai:gpt-4o-mini: " + way.words);
                assertThat(answer.headers().firstValue("retry-after")).hasValue("5");
            }
        }
    }

    private static Map<String, String> settings(String model, String url) {
        Map<String, String> settings = new HashMap<>();
        settings.put("oblix.timeout.connect", "500ms");
        settings.put("oblix.breaker.window", "1000");
        settings.put("oblix." + model.substring(0, model.indexOf(':')) + ".base-url", url);
        if (model.startsWith("claude")) {
            settings.put("oblix.cloud-model", model);
        }
        return settings;
    }

    private static String chat(String model, boolean streamed) {
        return "{\"model\":\"" + model + "\",\"stream\":" + streamed
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }
}
