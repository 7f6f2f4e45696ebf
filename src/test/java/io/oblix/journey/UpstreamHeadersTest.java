package io.oblix.journey;

import static io.oblix.fixture.TestServer.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.TestServer;
import io.oblix.simulator.Fault;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a provider sends beside its answer: its limits, its id of the request, and whether a retry may help. */
class UpstreamHeadersTest {

    private static final String ANSWER = "{\"id\":\"x\",\"object\":\"chat.completion\",\"created\":1,\"choices\":"
            + "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}";

    @RegisterExtension
    static final TestServer server = new TestServer(Map.of("oblix.retry.max-delay", "10ms"));

    @Test
    void anAnswerCarriesTheProvidersLimitsAndItsRequestId() throws Exception {
        server.openai.failNext(new Fault.Status(
                200,
                "application/json",
                ANSWER,
                Map.of(
                        "x-ratelimit-remaining-requests", "9",
                        "x-request-id", "req_theirs",
                        "openai-processing-ms", "12",
                        "set-cookie", "a=b",
                        "server", "cloud")));
        HttpResponse<String> answer = server.hello(OPENAI);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(TestServer.json(answer).path("model").asText()).isEqualTo("gpt-4o-mini");
        assertThat(TestServer.header(answer, "x-ratelimit-remaining-requests")).isEqualTo("9");
        assertThat(TestServer.header(answer, "openai-processing-ms")).isEqualTo("12");
        assertThat(TestServer.header(answer, "x-upstream-request-id")).isEqualTo("req_theirs");
        assertThat(TestServer.header(answer, "x-request-id"))
                .isEqualTo(TestServer.header(answer, "x-oblix-request-id"));
        assertThat(answer.headers().map()).doesNotContainKeys("set-cookie", "server");
    }

    @Test
    void anErrorCarriesTheProvidersRequestId() throws Exception {
        server.openai.failNext(new Fault.Status(
                422, "application/json", "{\"error\":{\"message\":\"No\"}}", Map.of("x-request-id", "req_theirs")));
        HttpResponse<String> answer = server.hello(OPENAI);

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(TestServer.header(answer, "x-upstream-request-id")).isEqualTo("req_theirs");
    }

    @Test
    void aProviderThatForbidsARetryIsAskedOnce() throws Exception {
        int before = server.openai.chatCount();
        server.openai.failAlways(Fault.Status.of(500).with("x-should-retry", "false"));

        assertThat(server.hello(OPENAI).statusCode()).isEqualTo(500);
        assertThat(server.openai.chatCount() - before).isEqualTo(1);
    }

    @Test
    void aProviderThatAllowsARetryIsAskedAgain() throws Exception {
        int before = server.openai.chatCount();
        server.openai.failNext(Fault.Status.of(400).with("x-should-retry", "true"));

        assertThat(server.hello(OPENAI).statusCode()).isEqualTo(200);
        assertThat(server.openai.chatCount() - before).isEqualTo(2);
    }
}
