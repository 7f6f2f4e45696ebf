package io.oblix.journey;

import static io.oblix.fixture.TestServer.CLAUDE;
import static io.oblix.fixture.TestServer.LOCAL;
import static io.oblix.fixture.TestServer.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.TestServer;
import io.oblix.simulator.SimulatedProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** When no connection to a provider comes about, the fallback answers at once, and the error says what is wrong. */
class UnreachableTest {

    @TempDir
    private Path folder;

    enum Obstacle {
        REFUSED("cannot connect"),
        NO_SUCH_HOST("its host name cannot be resolved"),
        NO_TLS("TLS failed");

        final String words;

        Obstacle(String words) {
            this.words = words;
        }

        /** @param plain a provider that speaks HTTP without TLS */
        String url(SimulatedProvider plain) throws IOException {
            return switch (this) {
                case REFUSED -> "http://127.0.0.1:" + closedPort();
                case NO_SUCH_HOST -> "http://no-such-host.invalid";
                case NO_TLS -> plain.baseUrl().replace("http:", "https:").replace("/v1", "");
            };
        }

        private static int closedPort() throws IOException {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            }
        }
    }

    static Stream<Arguments> obstacles() {
        return Stream.of(Obstacle.values())
                .flatMap(obstacle -> Stream.of(LOCAL, OPENAI, CLAUDE).map(model -> Arguments.of(obstacle, model)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("obstacles")
    void theFallbackAnswersAndTheErrorSaysWhatIsWrong(Obstacle obstacle, String model) throws Exception {
        try (SimulatedProvider plain = SimulatedProvider.openAi();
                TestServer server = new TestServer(settings(model, obstacle.url(plain)))) {
            assertFallbackAnswers(server, model, obstacle.words);
        }
    }

    @Test
    void aServerThatNeverAnswersTheTlsHandshakeIsGivenUpAfterTheConnectTimeout() throws Exception {
        ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        String url = "https://127.0.0.1:" + silent.getLocalPort();
        try (silent;
                TestServer server = TestServer.justStarted(settings(OPENAI, url))) {
            assertFallbackAnswers(server, OPENAI, "no connection within 300 ms");
            // Ends the handshakes of the background checks, which closing the server would wait for.
            silent.close();
        }
    }

    private static void assertFallbackAnswers(TestServer server, String model, String words) {
        boolean local = model.equals(LOCAL);
        for (boolean streamed : new boolean[] {false, true}) {
            HttpResponse<String> answer = server.hello(local ? "auto:local-first" : "auto:cloud-first", streamed);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(TestServer.header(answer, "x-oblix-target")).isEqualTo(local ? "cloud" : "local");
            assertThat(answer.body()).contains("Hello");

            HttpResponse<String> named = server.hello(model, streamed);
            assertThat(named.statusCode()).as(named.body()).isEqualTo(502);
            assertThat(TestServer.json(named).at("/error/message").asText()).startsWith(model + ": " + words);
            assertThat(TestServer.header(named, "x-oblix-attempts")).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whenNeitherCanBeReachedTheErrorNamesBoth(Obstacle obstacle) throws Exception {
        try (SimulatedProvider plain = SimulatedProvider.openAi()) {
            String url = obstacle.url(plain);
            Map<String, String> settings = settings(OPENAI, url + "/v1");
            settings.put("oblix.ollama.base-url", url);
            // The policy auto leaves the cloud out as soon as a check has found the endpoint unreachable.
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
                        .contains(LOCAL + ": " + obstacle.words, OPENAI + ": " + obstacle.words);
                assertThat(TestServer.header(answer, "retry-after")).isEqualTo("5");
            }
        }
    }

    private static Map<String, String> settings(String model, String url) {
        Map<String, String> settings = new HashMap<>();
        settings.put("oblix.timeout.connect", "300ms");
        settings.put("oblix." + model.substring(0, model.indexOf(':')) + ".base-url", url);
        if (model.equals(CLAUDE)) {
            settings.put("oblix.cloud-model", model);
        }
        return settings;
    }
}
