package io.oblix.journey;

import static io.oblix.fixture.TestServer.header;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.fixture.RawProvider;
import io.oblix.fixture.StreamedReply;
import io.oblix.fixture.TestServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A server that refuses what the client never sent. */
class RefusedFieldsTest {

    private static final String REFUSAL =
            "{\"object\":\"error\",\"message\":{\"detail\":[{\"type\":\"extra_forbidden\","
                    + "\"loc\":[\"body\",\"stream_options\"],\"msg\":\"Extra inputs are not permitted\"}]},"
                    + "\"type\":\"invalid_request_error\"}";

    @Test
    void isAskedAgainAtOnceWithoutItAndThenNeverAskedItAgain() throws IOException {
        try (RawProvider mistral = new RawProvider();
                TestServer server = new TestServer(Map.of(
                        "oblix.provider.mistral.base-url", mistral.baseUrl(), "oblix.retry.max-attempts", "1"))) {
            mistral.replies((request, out) -> {
                if (request.contains("stream_options")) {
                    out.write(RawProvider.bytes(
                            "HTTP/1.1 422 Unprocessable Entity\r\ncontent-type: application/json\r\ncontent-length: "
                                    + REFUSAL.length() + "\r\n\r\n" + REFUSAL));
                } else {
                    out.write(RawProvider.bytes(RawProvider.STREAM_HEAD));
                    out.write(RawProvider.choice(0, "\"content\":\"Hi\"", "\"stop\""));
                    out.write(RawProvider.event("[DONE]"));
                    out.write(RawProvider.bytes("0\r\n\r\n"));
                }
            });

            HttpResponse<String> first = server.hello("mistral:large", true);
            assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
            assertThat(StreamedReply.of(first).content.toString()).isEqualTo("Hi");
            assertThat(header(first, "x-oblix-attempts")).isEqualTo("2");
            assertThat(mistral.postCount()).isEqualTo(2);

            StreamedReply second = StreamedReply.of(server.hello("mistral:large", true));
            assertThat(second.done).isTrue();
            assertThat(mistral.postCount()).isEqualTo(3);

            HttpResponse<String> named = server.chat("{\"model\":\"mistral:large\",\"stream\":true,\"stream_options\":"
                    + "{\"include_usage\":true},\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
            assertThat(named.body()).contains("stream_options: Extra inputs are not permitted");
            assertThat(Objects.requireNonNull(header(named, "x-oblix-attempts")))
                    .isEqualTo("1");
        }
    }
}
