package io.oblix.journey;

import static io.oblix.fixture.TestServer.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.Await;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which model is asked when the first one does not answer, and which is not; the fault suite has each fault. */
class FallbackTest {

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer(Map.of("oblix.retry.max-delay", "10ms"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theFallbackAnswersWhatTheFirstProviderCannotExpress() {
        HttpResponse<String> answer = server.chat(
                "{\"model\":\"auto:local-first\",\"n\":2,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(TestServer.header(answer, "x-oblix-fallback")).isEqualTo("true");
        assertThat(TestServer.header(answer, "x-oblix-attempts")).isEqualTo("1");
        assertThat(server.ollama.chatCount()).isZero();
    }

    /** The label says png; the bytes are of a GIF, which Ollama does not read. */
    @Test
    void theFallbackGetsAPictureOfATypeThatTheFirstProviderRefuses() {
        String picture =
                "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,R0lGODlhAQABAAAAACw=\"}}";
        String body = "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":[" + picture + "]}]}";

        HttpResponse<String> answer = server.chat(body.formatted("auto:local-first"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(server.openai.chatCount()).isEqualTo(1);

        assertThat(server.chat(body.formatted("ollama:llama3.2:1b")).statusCode())
                .isEqualTo(400);
        assertThat(server.ollama.chatCount()).isZero();
    }

    @Test
    void whenAllFailTheErrorNamesEachAndItsReason() {
        server.ollama.failAlways(Fault.Status.of(500));
        server.openai.failAlways(Fault.Status.of(503).with("Retry-After", "7"));

        HttpResponse<String> answer = server.hello("auto");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(TestServer.json(answer).at("/error/code").asText()).isEqualTo("all_targets_failed");
        assertThat(TestServer.json(answer).at("/error/message").asText())
                .contains("ollama:llama3.2:1b: HTTP 500: simulated error 500")
                .contains("openai:gpt-4o-mini: HTTP 503: simulated error 503");
        assertThat(TestServer.header(answer, "retry-after")).isEqualTo("7");
        assertThat(TestServer.header(answer, "x-oblix-policy")).isEqualTo("auto");
        assertThat(TestServer.header(answer, "x-oblix-reason")).isEqualTo("local-is-enough");
        assertThat(TestServer.header(answer, "x-oblix-attempts")).isEqualTo("3");
        assertThat(TestServer.header(answer, "x-should-retry")).isEqualTo("false");
    }

    @Test
    void aMistakeInTheRequestIsReportedAndNotSentElsewhere() {
        server.ollama.failAlways(Fault.Status.of(400));

        assertThat(server.hello("auto").statusCode()).isEqualTo(400);
        assertThat(server.openai.chatCount()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "auto, local-only, 502",
        "auto:cloud-first, local-only, 502",
        "auto:private, any, 502",
        "openai:gpt-4o-mini, local-only, 400",
        "openai:gpt-4o-mini, ' , LOCAL-ONLY', 400"
    })
    void aLocalOnlyRequestNeverReachesTheCloud(String model, String privacy, int status) {
        server.ollama.failAlways(Fault.Status.of(500));

        assertThat(server.hello(model, "X-Oblix-Privacy", privacy).statusCode()).isEqualTo(status);
        assertThat(server.openai.chatCount()).isZero();
    }

    @Test
    void oneLocalOnlyAmongSeveralPrivacyHeadersCounts() {
        HttpResponse<String> answer = server.hello(OPENAI, "X-Oblix-Privacy", "any", "X-Oblix-Privacy", "local-only");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(server.openai.chatCount()).isZero();
    }

    @Test
    void aRedirectIsNotFollowedWithOurKey() {
        server.openai.failAlways(Fault.Status.of(307).with("Location", server.claude.baseUrl() + "/v1/messages"));

        HttpResponse<String> answer = server.hello(OPENAI);

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("redirects");
        assertThat(server.claude.chatCount()).isZero();
        assertThat(server.openai.chatCount()).isEqualTo(1);
    }

    /** A provider may refuse one request in the words in which it refuses a key; its list of models tells which. */
    @Test
    void oneRefusedRequestDoesNotTakeTheProviderForLocked() {
        long lists = modelLists();
        server.openai.failNext(Fault.Status.of(403));
        assertThat(server.hello(OPENAI).statusCode()).isEqualTo(502);

        Await.until("the provider's models are listed again", () -> modelLists() > lists);
        assertThat(server.health().at("/models/cloud/state").asText()).isEqualTo("available");
        assertThat(server.target("auto:cloud-first")).isEqualTo("cloud");
    }

    private long modelLists() {
        return server.openai.probeRequests().stream()
                .filter(probe -> probe.method().equals("GET"))
                .count();
    }
}
