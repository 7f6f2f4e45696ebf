package io.oblix.journey;

import static io.oblix.fixture.RawProvider.STREAM_HEAD;
import static io.oblix.fixture.RawProvider.bytes;
import static io.oblix.fixture.RawProvider.choice;
import static io.oblix.fixture.RawProvider.event;
import static io.oblix.fixture.RawProvider.whole;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.RawClient;
import io.oblix.fixture.RawProvider;
import io.oblix.fixture.TestServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider may bend HTTP or never finish: each request still ends, with its own answer. */
@Timeout(60)
class RudeProviderTest {

    private static final byte[] PING = bytes(RawClient.chunk(": ping\n\n"));

    private static final RawProvider PROVIDER = provider();

    @RegisterExtension
    static final TestServer SERVER = new TestServer(Map.of(
            "oblix.provider.rude.base-url", PROVIDER.baseUrl(),
            "oblix.timeout.first-token", "500ms",
            "oblix.timeout.idle", "300ms",
            "oblix.timeout.total", "20s"));

    private final CountDownLatch over = new CountDownLatch(1);
    private final int postsBefore = PROVIDER.postCount();

    private static RawProvider provider() {
        try {
            return new RawProvider();
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
    }

    @AfterEach
    void endReplies() {
        over.countDown();
    }

    @AfterAll
    static void stop() throws IOException {
        PROVIDER.close();
    }

    private int postCount() {
        return PROVIDER.postCount() - postsBefore;
    }

    private static HttpResponse<String> ask(String question) {
        return ask(SERVER, question);
    }

    private static HttpResponse<String> ask(TestServer server, String question) {
        return server.chat(
                "{\"model\":\"rude:m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + question + "\"}]}");
    }

    private static HttpResponse<String> stream(int answers) {
        return SERVER.chat("{\"model\":\"rude:m\",\"stream\":true,\"n\":" + answers
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
    }

    /** Repeats some bytes until the server closes the connection. */
    private void repeat(OutputStream out, byte[] bytes, int everyMillis) throws IOException {
        try {
            while (!over.await(everyMillis, TimeUnit.MILLISECONDS)) {
                out.write(bytes);
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"102 Processing", "100 Continue", "103 Early Hints", "199 Odd"})
    void anInterimAnswerIsSkippedAndEachClientGetsItsOwn(String status) {
        PROVIDER.replies((request, out) -> {
            out.write(bytes("HTTP/1.1 " + status + "\r\n\r\n"));
            out.flush();
            out.write(whole(request.contains("first") ? "for the first" : "for the second"));
        });
        for (int i = 0; i < 5; i++) {
            assertThat(ask("first").body()).contains("for the first");
            assertThat(ask("second").body()).contains("for the second");
        }
        assertThat(postCount()).isEqualTo(10);
    }

    @Test
    void aSwitchOfProtocolsIsAnErrorAndDoesNotHarmTheNextRequest() {
        PROVIDER.replies((request, out) ->
                out.write(bytes("HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n")));
        assertThat(ask("first").statusCode()).isEqualTo(502);

        PROVIDER.replies((request, out) -> out.write(whole("for the second")));
        assertThat(ask("second").body()).contains("for the second");
    }

    @Test
    void aStreamThatRepeatsItsBeginningForEverIsEnded() {
        PROVIDER.replies((request, out) -> {
            out.write(bytes(STREAM_HEAD));
            byte[] role = choice(0, "\"role\":\"assistant\",\"content\":\"\"", "null");
            repeat(out, role, 0);
        });

        assertThat(stream(1).statusCode()).isIn(502, 504);
    }

    @Test
    void pingsDoNotCountAsTokens() {
        PROVIDER.replies((request, out) -> {
            out.write(bytes(STREAM_HEAD));
            out.write(choice(0, "\"content\":\"Hi\"", "null"));
            repeat(out, PING, 20);
        });

        assertThat(stream(2).body()).contains("\"Hi\"").contains("fell silent for 300 ms");
    }

    @Test
    void aCompleteStreamEndsWellWhateverFollows() {
        PROVIDER.replies((request, out) -> {
            out.write(bytes(STREAM_HEAD));
            out.write(choice(0, "\"content\":\"Hi\"", "null"));
            out.write(choice(1, "\"content\":\"Ho\"", "null"));
            out.write(choice(0, "", "\"stop\""));
            out.write(choice(1, "", "\"stop\""));
            out.write(event("[DONE]"));
            repeat(out, PING, 20);
        });

        assertThat(stream(2).body())
                .contains("\"Hi\"", "\"Ho\"")
                .endsWith("data: [DONE]\n\n")
                .doesNotContain("\"error\"");
    }

    @Test
    void anErrorWhoseBodyNeverEndsIsReportedByItsStatus() {
        PROVIDER.replies((request, out) -> {
            out.write(bytes(
                    "HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n{"));
            repeat(out, bytes(" "), 20);
        });

        // With the timeouts as they are.
        try (TestServer patient = new TestServer(Map.of("oblix.provider.rude.base-url", PROVIDER.baseUrl()))) {
            assertThat(ask(patient, "first").statusCode()).isEqualTo(400);
        }
    }

    @Test
    void aMistakeInTheRequestStaysOneAfterTheRetryThatTheProviderAskedFor() {
        PROVIDER.replies((request, out) -> out.write(bytes("HTTP/1.1 400 Bad Request\r\nx-should-retry: true\r\n"
                + "content-type: application/json\r\ncontent-length: 2\r\n\r\n{}")));

        assertThat(ask("first").statusCode()).isEqualTo(400);
        assertThat(postCount()).isEqualTo(2);
    }
}
