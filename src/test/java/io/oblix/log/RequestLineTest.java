package io.oblix.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.AnsweredBy;
import io.oblix.chat.RequestRecord;
import io.oblix.chat.Trace;
import io.oblix.chat.Usage;
import io.oblix.problem.Problem;
import io.oblix.problem.UpstreamProblem;
import io.oblix.problem.UpstreamProblem.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequestLineTest {

    private static final AnsweredBy BY = new AnsweredBy(
            "auto",
            "",
            "cloud",
            "openai:gpt-4o-mini",
            "http://127.0.0.1:1",
            "",
            "local-unavailable",
            true,
            3,
            List.of(),
            Map.of());

    private static String line(@Nullable AnsweredBy by, @Nullable Problem problem) {
        return new RequestLine(
                        new RequestRecord(
                                "req_1",
                                "auto",
                                "",
                                true,
                                by,
                                Usage.of(12, 34),
                                Duration.ofMillis(987),
                                Duration.ofMillis(65),
                                problem),
                        "")
                .toString();
    }

    @Test
    void aLineHoldsModelSideReasonTokensAndDuration() {
        assertThat(line(BY, null))
                .isEqualTo("req_1 auto -> openai:gpt-4o-mini (cloud, local-unavailable, fallback, attempts 3)"
                        + " tokens 12+34 first token 65 ms 987 ms");
    }

    @Test
    void aRejectionHasItsReason() {
        UpstreamProblem rejected = new UpstreamProblem(Kind.REQUEST_REJECTED, "ollama:x", "HTTP 400: no");
        RequestRecord record = new RequestRecord(
                "req_1",
                "auto",
                "",
                false,
                BY,
                Usage.NONE,
                Duration.ofMillis(987),
                null,
                rejected,
                "chat",
                "ollama:x: HTTP 400: no",
                "",
                "chat",
                Trace.NONE);

        assertThat(new RequestLine(record, "").toString())
                .endsWith("400 invalid_request_error: ollama:x: HTTP 400: no");
    }

    @Test
    void aProvidersMessageAboutARejectedRequestIsNotLogged() {
        String said = "HTTP 400: your message 'my secret' is not allowed";

        assertThat(line(BY, new UpstreamProblem(Kind.REQUEST_REJECTED, "openai:x", said)))
                .doesNotContain("secret");
        assertThat(line(BY, new UpstreamProblem(Kind.FAILED, "openai:x", "HTTP 500: out of order")))
                .contains("out of order");
    }
}
