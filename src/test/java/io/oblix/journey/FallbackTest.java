package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is asked when the first model does not answer, and who is not; each fault by itself is in the fault suite. */
class FallbackTest {

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(Map.of("oblix.retry.max-delay", "10ms"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whatTheFirstProviderHasNoFormForTheOtherAnswers() throws Exception {
        HttpResponse<String> answer = server.chat(
                "{\"model\":\"auto:local-first\",\"n\":2,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(TestServer.header(answer, "x-oblix-fallback")).isEqualTo("true");
        assertThat(TestServer.header(answer, "x-oblix-attempts")).isEqualTo("1");
        assertThat(server.ollama.chatCount()).isZero();
    }

    @Test
    void whenAllFailTheErrorNamesEachAndWhatItSaid() throws Exception {
        server.ollama.failAlways(Fault.Status.of(500));
        server.openai.failAlways(Fault.Status.of(503).with("Retry-After", "7"));

        HttpResponse<String> answer = server.hello("auto");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(TestServer.json(answer).path("error").path("code").asText()).isEqualTo("all_targets_failed");
        assertThat(TestServer.json(answer).path("error").path("message").asText())
                .contains("ollama:llama3.2:1b: HTTP 500: simulated error 500")
                .contains("openai:gpt-4o-mini: HTTP 503: simulated error 503");
        assertThat(TestServer.header(answer, "retry-after")).isEqualTo("7");
        assertThat(TestServer.header(answer, "x-oblix-policy")).isEqualTo("auto");
        assertThat(TestServer.header(answer, "x-oblix-reason")).isEqualTo("local-is-enough");
        assertThat(TestServer.header(answer, "x-oblix-attempts")).isEqualTo("3");
        assertThat(TestServer.header(answer, "x-should-retry")).isEqualTo("false");
    }

    @Test
    void aMistakeOfTheCallersIsToldAndNotTriedElsewhere() throws Exception {
        server.ollama.failAlways(Fault.Status.of(400));

        HttpResponse<String> answer = server.hello("auto");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(server.openai.chatCount()).isZero();
    }

    @Test
    void aLocalOnlyRequestNeverReachesTheCloud() throws Exception {
        server.ollama.failAlways(Fault.Status.of(500));
        String[] localOnly = {"X-Oblix-Privacy", "local-only"};

        assertThat(server.chat(String.format(TestServer.HELLO, "auto"), localOnly)
                        .statusCode())
                .isEqualTo(502);
        assertThat(server.chat(String.format(TestServer.HELLO, "auto:cloud-first"), localOnly)
                        .statusCode())
                .isEqualTo(502);
        assertThat(server.chat(String.format(TestServer.HELLO, "openai:gpt-4o-mini"), localOnly)
                        .statusCode())
                .isEqualTo(400);
        assertThat(server.hello("auto:private").statusCode()).isEqualTo(502);
        for (String[] twice : new String[][] {
            {"X-Oblix-Privacy", "any", "X-Oblix-Privacy", "local-only"}, {"X-Oblix-Privacy", " , LOCAL-ONLY"}
        }) {
            assertThat(server.chat(String.format(TestServer.HELLO, "openai:gpt-4o-mini"), twice)
                            .statusCode())
                    .isEqualTo(400);
        }
        assertThat(server.openai.chatCount()).isZero();
    }

    @Test
    void aRedirectIsNotFollowedWithOurKey() throws Exception {
        server.openai.failAlways(Fault.Status.of(307).with("Location", server.claude.baseUrl() + "/v1/messages"));

        HttpResponse<String> answer = server.hello("openai:gpt-4o-mini");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("redirects");
        assertThat(server.claude.chatCount()).isZero();
        assertThat(server.openai.chatCount()).isEqualTo(1);
    }

    @Test
    void oneRequestThatIsRefusedDoesNotCloseTheProvider() throws Exception {
        server.openai.failNext(Fault.Status.of(403));
        assertThat(server.hello("openai:gpt-4o-mini").statusCode()).isEqualTo(502);

        assertThat(server.get("/health").body()).doesNotContain("refused");
        assertThat(server.hello("auto:cloud-first").headers().firstValue("x-oblix-target"))
                .hasValue("cloud");
    }
}
