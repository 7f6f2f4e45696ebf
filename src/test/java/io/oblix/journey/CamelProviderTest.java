package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oblix.fixture.Parallel;
import io.oblix.fixture.TestServer;
import io.oblix.settings.StartFailure;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.Handler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Camel route as a provider: {@code oblix.provider.NAME.uri}. */
class CamelProviderTest {

    private static final String ECHO = """
        - unmarshal:
            json: {library: Jackson}
        - setBody: {simple: "${header.OblixModel} heard: ${body[messages][last][content]}"}
        """;

    @TempDir
    Path folder;

    private TestServer server(String steps, String... settings) throws IOException {
        Files.writeString(
                folder.resolve("house.camel.yaml"),
                "- route:\n    id: house\n    from:\n      uri: direct:house\n      steps:\n" + steps.indent(8));
        Map<String, String> all = new HashMap<>();
        all.put("oblix.extensions-directory", folder.toString());
        all.put("oblix.provider.house.uri", "direct:house?timeout=5000");
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return new TestServer(all);
    }

    private static String content(HttpResponse<String> answer) {
        return TestServer.json(answer).at("/choices/0/message/content").asText();
    }

    @Test
    void aTextIsAnAnswer() throws Exception {
        try (TestServer server = server(ECHO)) {
            HttpResponse<String> answer = server.hello("house:echo");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(content(answer)).isEqualTo("echo heard: Hello");
            assertThat(TestServer.json(answer).path("model").asText()).isEqualTo("echo");
            assertThat(TestServer.header(answer, "x-oblix-model")).isEqualTo("house:echo");
            assertThat(TestServer.header(answer, "x-oblix-target")).isEqualTo("cloud");
        }
    }

    @Test
    void aTextIsAnAnswerForAClientThatStreamsToo() throws Exception {
        try (TestServer server = server(ECHO)) {
            HttpResponse<String> answer = server.chat("{\"model\":\"house:echo\",\"stream\":true,"
                    + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");

            assertThat(answer.body()).contains("echo heard: Hello", "\"finish_reason\":\"stop\"", "data: [DONE]");
        }
    }

    @Test
    void aChatCompletionIsPassedOn() throws Exception {
        try (TestServer server = server(
                "- setBody: {constant:"
                        + " '{\"id\":\"x\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"house-7\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Yes.\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2,\"total_tokens\":7}}'}\n")) {
            HttpResponse<String> answer = server.hello("house:any");

            assertThat(content(answer)).isEqualTo("Yes.");
            assertThat(TestServer.json(answer).path("model").asText()).isEqualTo("house-7");
            assertThat(TestServer.json(answer).at("/usage/total_tokens").asInt())
                    .isEqualTo(7);
        }
    }

    @Test
    void aRouteThatFailsHandsOverToTheFallbackAndItsReasonStaysInTheLog() throws Exception {
        try (TestServer server = server(
                "- throwException: {exceptionType: java.io.IOException, message: vault sealed}\n",
                "oblix.cloud-model",
                "house:any")) {
            HttpResponse<String> answer = server.hello("auto:cloud-first");
            assertThat(TestServer.header(answer, "x-oblix-fallback")).isEqualTo("true");
            assertThat(TestServer.header(answer, "x-oblix-model")).isEqualTo("ollama:llama3.2:1b");

            assertThat(server.hello("house:any").body())
                    .contains("its Camel endpoint failed")
                    .doesNotContain("vault");
        }
    }

    @Test
    void anEmptyAnswerIsAFailure() throws Exception {
        try (TestServer server = server("- setBody: {constant: ''}\n")) {
            assertThat(server.hello("house:any").statusCode()).isEqualTo(502);
        }
    }

    @Test
    void manyRequestsAreAnsweredAtATime() throws Exception {
        try (TestServer server = server("- delay: {constant: 300}\n" + ECHO)) {
            assertThat(Parallel.statuses(32, () -> server.hello("house:echo"))).containsOnly(200);
        }
    }

    @Test
    void anEndpointThatCamelDoesNotKnowStopsTheStart() {
        assertThatThrownBy(() -> server(ECHO, "oblix.provider.house.uri", "no-such-component:x"))
                .cause()
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("oblix.provider.house.uri");
    }

    @Test
    void aRouteThatDoesNotExistFailsAtOnce() throws Exception {
        try (TestServer server = server(ECHO, "oblix.provider.house.uri", "direct:none")) {
            assertThat(server.hello("house:any").body()).contains("its Camel endpoint failed");
        }
    }

    @Test
    void aRouteThatTakesTooLongIsGivenUp() throws Exception {
        try (TestServer server = server(
                "- bean: {beanType: '" + Slow.class.getName() + "'}\n",
                "oblix.timeout.whole",
                "200ms",
                "oblix.retry.max-attempts",
                "1")) {
            HttpResponse<String> answer = server.hello("house:any");
            assertThat(answer.statusCode()).isEqualTo(504);
        }
        assertThat(Slow.INTERRUPTED.getCount()).isZero();
    }

    /** Ends only when it is interrupted. */
    public static final class Slow {

        static final CountDownLatch INTERRUPTED = new CountDownLatch(1);

        @Handler
        public void stay() throws InterruptedException {
            try {
                new CountDownLatch(1).await();
            } finally {
                INTERRUPTED.countDown();
            }
        }
    }

    @Test
    void aLocalOnlyRequestReachesARouteOnTheLocalSideOnly() throws Exception {
        String request = String.format(TestServer.HELLO, "house:echo");
        try (TestServer server = server(ECHO)) {
            assertThat(server.chat(request, "X-Oblix-Privacy", "local-only").statusCode())
                    .isEqualTo(400);
        }
        try (TestServer server = server(ECHO, "oblix.provider.house.side", "local")) {
            assertThat(server.chat(request, "X-Oblix-Privacy", "local-only").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aPasswordInTheAddressIsShownNowhere() throws Exception {
        try (TestServer server = server(
                ECHO, "oblix.cloud-model", "house:any", "oblix.provider.house.uri", "direct:house?timeout=4711")) {
            server.hello("house:any");
            // With the sign before it, since a figure of the metrics may hold the same digits.
            assertThat(server.get("/health").body()).contains("camel:house").doesNotContain("=4711");
            assertThat(server.get("/metrics").body()).contains("camel:house").doesNotContain("=4711");
        }
    }
}
