package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.oblix.fixture.Await;
import io.oblix.fixture.TestServer;
import io.oblix.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A local-only request is sent only to a host that has said itself that it runs the model. */
class PrivacyTest {

    private static final String[] LOCAL_ONLY = {"X-Oblix-Privacy", "local-only"};

    /** An Ollama that is told, model by model, what its list and its details say. */
    private static final class Host implements AutoCloseable {

        final Queue<String> asked = new ConcurrentLinkedQueue<>();
        final Set<String> remoteInTags = ConcurrentHashMap.newKeySet();
        final Set<String> remoteInShow = ConcurrentHashMap.newKeySet();
        final CountDownLatch tagsGoOut = new CountDownLatch(1);
        final CountDownLatch showGoesOut = new CountDownLatch(1);
        volatile boolean showAsked;
        private final List<String> models;
        private final HttpServer http;
        private final ExecutorService threads = Executors.newCachedThreadPool();

        Host(String... models) throws IOException {
            this.models = List.of(models);
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            http.setExecutor(threads);
            http.createContext("/", this::answer);
            http.start();
        }

        static Host open(String... models) throws IOException {
            Host host = new Host(models);
            host.tagsGoOut.countDown();
            host.showGoesOut.countDown();
            return host;
        }

        String baseUrl() {
            return "http://127.0.0.1:" + http.getAddress().getPort();
        }

        private void answer(HttpExchange exchange) throws IOException {
            try (exchange) {
                ObjectNode body = Json.objectOrNull(exchange.getRequestBody().readAllBytes());
                String model = body == null ? "" : body.path("model").asText();
                String path = exchange.getRequestURI().getPath();
                ObjectNode told = Json.object();
                switch (path) {
                    case "/api/tags" -> {
                        tagsGoOut.await();
                        list(told.putArray("models"));
                    }
                    case "/api/ps" -> told.putArray("models");
                    case "/api/show" -> {
                        showAsked = true;
                        showGoesOut.await();
                        if (remoteInShow.contains(model)) {
                            told.put("remote_host", "https://ollama.com:443").put("remote_model", "big");
                        }
                    }
                    default -> {
                        asked.add(path + " " + model);
                        told.put("model", model).put("done", true).put("done_reason", "stop");
                        told.putObject("message").put("role", "assistant").put("content", "Hello");
                    }
                }
                byte[] bytes = Json.bytes(told);
                exchange.getResponseHeaders().set("content-type", "application/json");
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }

        private void list(ArrayNode list) {
            for (String name : models) {
                ObjectNode entry = list.addObject().put("name", name).put("digest", "digest of " + name);
                if (remoteInTags.contains(name)) {
                    entry.put("remote_host", "https://ollama.com:443");
                }
            }
        }

        @Override
        public void close() {
            http.stop(0);
            threads.shutdownNow();
        }
    }

    private final Host host;

    PrivacyTest() throws IOException {
        host = Host.open("llama3.2:1b", "myalias:latest", "quiet:latest");
        host.remoteInTags.add("myalias:latest");
        host.remoteInShow.add("quiet:latest");
    }

    @AfterEach
    void stop() {
        host.close();
    }

    private static Map<String, String> at(Host... hosts) {
        return Map.of(
                "oblix.ollama.base-url",
                String.join(",", Arrays.stream(hosts).map(Host::baseUrl).toList()));
    }

    private static HttpResponse<String> privately(TestServer server, String model) throws Exception {
        return server.chat(String.format(TestServer.HELLO, model), LOCAL_ONLY);
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(TestServer.json(answer).at("/error/code").asText()).isEqualTo(code);
        assertThat(TestServer.json(answer).at("/error/message").asText())
                .contains("marked local-only")
                .contains("nothing was sent");
        assertThat(TestServer.header(answer, "retry-after").isEmpty()).isEqualTo(status != 503);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "myalias",
                "MYALIAS",
                "MyAlias:latest",
                "library/myalias",
                "registry.ollama.ai/library/myalias:latest",
                "https://Registry.Ollama.AI/Library/myalias",
                "quiet",
                "QUIET:Latest",
                "library/quiet",
                "gpt-oss:120b-cloud",
                "gpt-oss:120B-CLOUD",
                "llama3.2:cloud",
                "library/gpt-oss:120b:Cloud"
            })
    void noSpellingOfAModelThatRunsElsewhereReachesIt(String name) throws Exception {
        try (TestServer server = new TestServer(at(host))) {
            assertRefused(privately(server, "ollama:" + name), 400, "local_only");
            assertThat(host.asked).isEmpty();

            assertThat(server.hello("ollama:" + name).statusCode()).isEqualTo(200);
            Await.until("the chat", () -> host.asked.contains("/api/chat " + name));
        }
    }

    @Test
    void aNameThatNobodyHasIsNotTriedOut() throws Exception {
        try (TestServer server = new TestServer(at(host))) {
            assertRefused(privately(server, "ollama:nobody"), 404, "model_not_found");
            assertThat(privately(server, "nobody").statusCode()).isEqualTo(404);
            assertThat(host.asked).isEmpty();

            assertThat(server.hello("ollama:nobody").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aModelThatIsHereAnswersUnderEachOfItsNames() throws Exception {
        try (TestServer server = new TestServer(at(host))) {
            for (String name : List.of(
                    "llama3.2:1b", "LLAMA3.2:1B", "library/llama3.2:1b", "registry.ollama.ai/library/llama3.2:1b")) {
                assertThat(privately(server, "ollama:" + name).statusCode()).isEqualTo(200);
            }
            assertThat(privately(server, "auto").statusCode()).isEqualTo(200);
            assertThat(server.hello("auto:private").statusCode()).isEqualTo(200);
            assertThat(server.openai.chatCount()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"myalias", "quiet", "QUIET"})
    void noPolicySendsALocalOnlyRequestToAConfiguredModelThatRunsElsewhere(String model) throws Exception {
        Map<String, String> settings =
                Map.of("oblix.ollama.base-url", host.baseUrl(), "oblix.local-model", "ollama:" + model);
        try (TestServer server = new TestServer(settings)) {
            assertRefused(server.hello("auto:private"), 400, "local_only");
            for (String policy : List.of("auto", "auto:local-first", "auto:cloud-first")) {
                assertRefused(privately(server, policy), 400, "local_only");
            }
            assertThat(host.asked).isEmpty();
            assertThat(server.openai.chatCount()).isZero();
        }
    }

    @Test
    void beforeTheFirstLookNothingIsSent() throws Exception {
        try (Host slow = new Host("llama3.2:1b");
                TestServer server = TestServer.notLookedYet(at(slow))) {
            for (String model : List.of("auto", "auto:cloud-first", "ollama:llama3.2:1b", "ollama:nobody")) {
                assertRefused(privately(server, model), 503, "not_known_to_be_local");
            }
            assertRefused(server.hello("auto:private"), 503, "not_known_to_be_local");
            assertThat(slow.asked).isEmpty();
            assertThat(server.hello("ollama:llama3.2:1b").statusCode()).isEqualTo(200);
            assertThat(slow.asked).containsExactly("/api/chat llama3.2:1b");

            slow.tagsGoOut.countDown();
            slow.showGoesOut.countDown();
            Await.until("the first look", () -> status(server) == 200);
            assertThat(privately(server, "auto").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aListedModelWhoseDetailsAreNotKnownYetIsNotAsked() throws Exception {
        try (Host slow = new Host("llama3.2:1b")) {
            slow.tagsGoOut.countDown();
            try (TestServer server = TestServer.notLookedYet(at(slow))) {
                // The list is in by then.
                Await.until("the question for its details", () -> slow.showAsked);
                assertRefused(privately(server, "ollama:llama3.2:1b"), 503, "not_known_to_be_local");
                assertThat(slow.asked).isEmpty();

                slow.showGoesOut.countDown();
                Await.until("its details", () -> status(server) == 200);
                assertThat(slow.asked).contains("/api/chat llama3.2:1b");
            }
        }
    }

    @Test
    void aHostThatDoesNotAnswerIsNotAskedInTheHopeThatItIsStillTheSame() throws Exception {
        Host gone = Host.open("llama3.2:1b");
        try (TestServer server = new TestServer(at(gone))) {
            assertThat(privately(server, "auto").statusCode()).isEqualTo(200);
            gone.close();
            // Until the next look the host is still asked, and its circuit may open: a 503 too, but another one.
            Await.until("the next look", () -> code(server).equals("not_known_to_be_local"));
            assertRefused(privately(server, "auto"), 503, "not_known_to_be_local");
            assertThat(privately(server, "auto").body()).contains("does not answer");
            assertThat(server.openai.chatCount()).isZero();
        }
    }

    private static String code(TestServer server) {
        try {
            HttpResponse<String> answer = privately(server, "ollama:llama3.2:1b");
            return TestServer.json(answer).at("/error/code").asText();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private static int status(TestServer server) {
        try {
            return privately(server, "ollama:llama3.2:1b").statusCode();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void ofSeveralHostsOnlyThoseThatRunTheModelThemselvesAreAsked() throws Exception {
        try (Host runs = Host.open("myalias:latest", "llama3.2:1b");
                TestServer server = new TestServer(at(host, runs))) {
            for (int i = 0; i < 4; i++) {
                assertThat(privately(server, "ollama:myalias").statusCode()).isEqualTo(200);
            }
            assertThat(host.asked).isEmpty();
            assertThat(runs.asked).contains("/api/chat myalias");
        }
    }

    @Test
    void whenTheHostThatRunsItFailsTheOneThatDoesNotIsNoFallback() throws Exception {
        Host runs = Host.open("myalias:latest");
        try (TestServer server = new TestServer(at(host, runs))) {
            runs.close();
            assertThat(privately(server, "ollama:myalias").statusCode()).isGreaterThanOrEqualTo(400);
            assertThat(host.asked).isEmpty();
        }
    }

    @Test
    void whereARequestWouldGoIsToldInTheSameWay() throws Exception {
        try (TestServer server = new TestServer(at(host))) {
            HttpResponse<String> told = server.send(HttpRequest.newBuilder(URI.create(server.url("/v1/route")))
                    .headers(LOCAL_ONLY)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(String.format(TestServer.HELLO, "ollama:QUIET"))));
            assertThat(told.body()).contains("local_only");
            assertThat(host.asked).isEmpty();
        }
    }
}
