package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.RawClient;
import io.oblix.fixture.RawClient.Answer;
import io.oblix.fixture.RawProvider;
import io.oblix.fixture.TestServer;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a provider writes into its headers reaches the client as the value of one header, or not at all. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileProviderTest {

    private RawProvider provider;
    private TestServer server;

    @BeforeAll
    void start() throws IOException {
        provider = new RawProvider();
        server = new TestServer(
                Map.of("oblix.provider.raw.base-url", provider.baseUrl(), "oblix.retry.max-attempts", "1"));
    }

    @AfterAll
    void stop() throws IOException {
        server.close();
        provider.close();
    }

    private Answer answerWith(String headers) throws IOException {
        provider.replies((request, out) -> out.write(RawProvider.whole("Hi", headers)));
        try (RawClient client = new RawClient(server.port())) {
            return client.send(RawClient.post(TestServer.helloBody("raw:m", false)))
                    .answer();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-ratelimit-a: b\rset-cookie: evil=1\r\n",
                "x-ratelimit-a: b\n\nevil\r\n",
                "x-ratelimit-a: b\0c\r\n",
                "x-ratelimit-a: b\r\n set-cookie: evil=1\r\n",
                "x-ratelimit-a\u0001: b\r\n",
                "x-ratelimit-\u00e9: b\r\n",
                "x-ratelimit-a: \u00ff\u0085\u007f\r\n",
                "x-ratelimit-: b\r\n",
                "openai-model: \u000b\f\r\n",
                "x-request-id: b\u001b[2J\r\n",
                "retry-after: -1\r\nretry-after: evil\r\nretry-after-ms: 1e99\r\n",
                "set-cookie: evil=1\r\nserver: evil\r\nlocation: http://evil\r\nx-oblix-target: evil\r\n"
            })
    void aHeaderStaysOneHeader(String evil) throws Exception {
        Answer answer = answerWith(evil);

        assertThat(answer.status()).isIn(200, 502);
        assertThat(answer.headers()).doesNotContainKeys("set-cookie", "server", "location");
        assertThat(answer.header("x-oblix-target")).isEqualTo("cloud");
        assertThat(answer.json().isObject()).isTrue();
        assertThat(answer.headers().values()).allMatch(value -> value.chars().allMatch(c -> c >= ' ' && c != 0x7f));
    }

    @Test
    void aMegabyteOfHeadersIsABrokenAnswer() throws Exception {
        assertThat(answerWith(("x-ratelimit-a: " + "b".repeat(1000) + "\r\n").repeat(1000))
                        .status())
                .isEqualTo(502);
        assertThat(answerWith("").status()).isEqualTo(200);
    }
}
