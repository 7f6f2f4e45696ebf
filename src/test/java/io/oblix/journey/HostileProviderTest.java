package io.oblix.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.RawCaller;
import io.oblix.fixture.RawCaller.Answer;
import io.oblix.fixture.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a provider writes into its headers reaches the caller as a value of one header, or not at all. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileProviderTest {

    private static final String MODEL = "raw:m";
    private static final String BODY =
            "{\"id\":\"x\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":"
                    + "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}";

    private ServerSocket provider;
    private TestServer server;
    private volatile String head = "";

    @BeforeAll
    void start() throws Exception {
        provider = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread answering = new Thread(this::answer, "raw-provider");
        answering.setDaemon(true);
        answering.start();
        server = new TestServer(Map.of(
                "oblix.provider.raw.base-url",
                "http://127.0.0.1:" + provider.getLocalPort() + "/v1",
                "oblix.breaker.failure-rate",
                "100",
                "oblix.breaker.window",
                "1000",
                "oblix.retry.max-attempts",
                "1"));
    }

    @AfterAll
    void stop() throws Exception {
        server.close();
        provider.close();
    }

    private void answer() {
        try {
            while (true) {
                Socket caller = provider.accept();
                // Somebody who connects and says nothing must not keep the others waiting.
                Thread thread = new Thread(() -> answer(caller), "hostile-answer");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException closed) {
            // With the test.
        }
    }

    /** Reads one request, or as much of it as comes at once, and says what it was told to say. */
    private void answer(Socket caller) {
        try (caller) {
            if (caller.getInputStream().read(new byte[16 * 1024]) > 0) {
                caller.getOutputStream()
                        .write(("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n" + head
                                        + "content-length: " + BODY.length() + "\r\n\r\n" + BODY)
                                .getBytes(StandardCharsets.ISO_8859_1));
                caller.shutdownOutput();
            }
        } catch (IOException left) {
            // So did the one that asked.
        }
    }

    private Answer ask() throws Exception {
        try (RawCaller caller = new RawCaller(server.port())) {
            return caller.send(RawCaller.post(String.format(TestServer.HELLO, MODEL)))
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
        head = evil;
        Answer answer = ask();

        assertThat(answer.status()).isIn(200, 502);
        assertThat(answer.headers()).doesNotContainKeys("set-cookie", "server", "location");
        assertThat(answer.header("x-oblix-target")).isNotEqualTo("evil");
        assertThat(answer.json().isObject()).isTrue();
        assertThat(answer.headers().values()).allMatch(value -> value.chars().allMatch(c -> c >= ' ' && c != 0x7f));
    }

    @Test
    void aBombOfHeadersIsABrokenAnswer() throws Exception {
        head = ("x-ratelimit-a: " + "b".repeat(1000) + "\r\n").repeat(1000);
        assertThat(ask().status()).isEqualTo(502);

        head = "";
        assertThat(ask().status()).isEqualTo(200);
    }
}
