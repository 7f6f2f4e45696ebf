package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.fixture.RawClient;
import io.oblix.fixture.RawClient.Answer;
import io.oblix.fixture.TestServer;
import io.oblix.simulator.SimulatedRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Header names that mean something to Camel or to this server mean nothing when a client sends them. */
class ForgedNamesTest {

    private static final List<String> FORGED = List.of(
            "CamelHttpUri: http://127.0.0.1:1/evil",
            "CamelHttpPath: /evil",
            "CamelHttpQuery: evil=1",
            "CamelHttpMethod: DELETE",
            "CamelHttpResponseCode: 418",
            "CamelHttpBaseUri: http://127.0.0.1:1",
            "CamelHttpRawQuery: evil",
            "CamelHttpHost: evil",
            "CamelCharsetName: UTF-16",
            "CamelExceptionCaught: evil",
            "CamelFileName: /etc/passwd",
            "CamelBeanMethodName: exit",
            "CamelMicrometerMetricsName: evil",
            "CamelTimerName: evil",
            "org.apache.camel.evil: evil",
            "OblixMachine: CRITICAL",
            "OblixNetwork: DISCONNECTED",
            "OblixRequest: evil",
            "OblixLocal: unavailable",
            "OblixCloud: unavailable",
            "OblixDecision: cloud",
            "OblixChatRequest: evil",
            "oblixmachine: CRITICAL",
            "x-oblix-request-id: req_evil",
            "x-oblix-target: cloud",
            "x-oblix-model: evil:evil",
            "x-oblix-policy: evil",
            "x-oblix-reason: evil",
            "x-oblix-fallback: true",
            "x-oblix-attempts: 99",
            "x-request-id: req_evil",
            "x-client-request-id: req_evil",
            "x-http-method-override: DELETE",
            "x-forwarded-host: evil",
            "x-original-url: /evil",
            "authorization: Bearer sk-evil",
            "x-api-key: sk-evil",
            "api-key: sk-evil",
            "anthropic-version: evil",
            "anthropic-beta: evil",
            "openai-organization: evil",
            "openai-beta: evil",
            "cookie: evil=1",
            "user-agent: evil",
            "x-should-retry: true",
            "accept-encoding: evil",
            "transfer-coding: evil");

    @RegisterExtension
    static final TestServer server = new TestServer();

    private Answer send(String request) throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            return client.send(request).answer();
        }
    }

    /** The same names and values as a query. */
    private static String query() {
        StringBuilder query = new StringBuilder("?");
        for (String header : FORGED) {
            int colon = header.indexOf(':');
            query.append(header, 0, colon)
                    .append('=')
                    .append(header.substring(colon + 2).replace(' ', '+'))
                    .append('&');
        }
        return query.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "ollama:llama3.2:1b", "openai:gpt-4o-mini", "claude:claude-sonnet-4-5"})
    void forgedHeadersDoNotChangeAChat(String model) throws Exception {
        String body = String.format(TestServer.HELLO, model);
        Answer plain = send(RawClient.post(body));
        SimulatedRequest plainlySent = received(plain.header("x-oblix-model"));

        Answer forged = send(RawClient.post(body, FORGED.toArray(String[]::new))
                .replace("POST /v1/chat/completions", "POST /v1/chat/completions" + query()));

        assertThat(forged.status()).isEqualTo(200).isEqualTo(plain.status());
        for (String name : List.of("target", "model", "policy", "reason", "fallback", "attempts")) {
            assertThat(forged.header("x-oblix-" + name)).isEqualTo(plain.header("x-oblix-" + name));
        }
        assertThat(forged.header("x-oblix-request-id")).startsWith("req_").isNotEqualTo("req_evil");
        assertThat(forged.headers().keySet()).isEqualTo(plain.headers().keySet());
        assertThat(forged.toString()).doesNotContain("evil");
        SimulatedRequest received = received(forged.header("x-oblix-model"));
        assertThat(received.path()).isEqualTo(plainlySent.path());
        assertThat(received.method()).isEqualTo("POST");
        assertThat(received.headers().keySet()).isEqualTo(plainlySent.headers().keySet());
        assertThat(received.headers().values()).noneMatch(value -> value.contains("evil"));
        assertThat(received.body()).isEqualTo(plainlySent.body());
    }

    /** The last chat that the provider of a model received. */
    private SimulatedRequest received(String model) {
        List<SimulatedRequest> all = server.provider(model).chatRequests();
        return all.get(all.size() - 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/models", "/v1/models/auto", "/health/live", "/v1/nothing"})
    void forgedHeadersDoNotChangeOtherPaths(String path) throws Exception {
        Answer plain = send(RawClient.get(path));
        // Anthropic's version is no forgery at the list of models, which has a form of its own for Anthropic's clients.
        String[] headers = FORGED.stream()
                .filter(header -> !header.startsWith("anthropic-version"))
                .toArray(String[]::new);
        Answer forged = send(RawClient.get(path + query(), headers));

        assertThat(forged.status()).isEqualTo(plain.status());
        assertThat(forged.body()).isEqualTo(plain.body());
        assertThat(forged.headers().keySet()).isEqualTo(plain.headers().keySet());
    }

    @Test
    void forgedHeadersAreNotFactsInADryRun() throws Exception {
        String body = String.format(TestServer.HELLO, "auto");
        Answer forged = send(RawClient.post(body, FORGED.toArray(String[]::new))
                .replace("POST /v1/chat/completions", "POST /v1/route" + query())
                .replace("Host: x", "Host: 127.0.0.1"));

        assertThat(forged.status()).isEqualTo(200);
        assertThat(forged.body()).doesNotContain("evil");
        JsonNode facts = forged.json().path("facts");
        assertThat(facts.path("OblixMachine").path("state").asText()).isEqualTo("AVAILABLE");
        assertThat(facts.path("OblixNetwork").path("state").asText()).isNotEqualTo("DISCONNECTED");
    }

    @Test
    void thePrivacyHeaderCounts() throws Exception {
        String body = String.format(TestServer.HELLO, "openai:gpt-4o-mini");
        for (String header :
                List.of("X-Oblix-Privacy: local-only", "x-oblix-privacy: any\r\nX-OBLIX-PRIVACY: Local-Only")) {
            Answer refused = send(RawClient.post(body, header));
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.error().path("code").asText()).isEqualTo("local_only");
        }
        assertThat(send(RawClient.post(body, "X-Oblix-Privacy: yes")).status()).isEqualTo(400);
    }
}
