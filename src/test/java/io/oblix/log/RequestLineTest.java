package io.oblix.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.AnsweredBy;
import io.oblix.chat.RequestRecordDraft;
import io.oblix.chat.Usage;
import io.oblix.problem.FailureKind;
import io.oblix.problem.Problem;
import io.oblix.problem.UpstreamProblem;
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
        RequestRecordDraft draft = new RequestRecordDraft("req_1");
        draft.streaming = true;
        draft.by = by;
        draft.usage = Usage.of(12, 34);
        draft.duration = Duration.ofMillis(987);
        draft.firstToken = Duration.ofMillis(65);
        draft.problem = problem;
        return new RequestLine(draft.record(), "").toString();
    }

    @Test
    void aLineHoldsModelSideReasonTokensAndDuration() {
        assertThat(line(BY, null))
                .isEqualTo("req_1 auto -> openai:gpt-4o-mini (cloud, local-unavailable, fallback, attempts 3)"
                        + " tokens 12+34 first token 65 ms 987 ms");
    }

    @Test
    void aRejectionHasItsReason() {
        UpstreamProblem rejected = new UpstreamProblem(FailureKind.REQUEST_REJECTED, "ollama:x", "HTTP 400: no");
        RequestRecordDraft draft = new RequestRecordDraft("req_1");
        draft.by = BY;
        draft.duration = Duration.ofMillis(987);
        draft.problem = rejected;
        draft.reason = "ollama:x: HTTP 400: no";

        assertThat(new RequestLine(draft.record(), "").toString())
                .endsWith("400 invalid_request_error: ollama:x: HTTP 400: no");
    }

    @Test
    void aProvidersMessageAboutARejectedRequestIsNotLogged() {
        String said = "HTTP 400: your message 'my secret' is not allowed";

        assertThat(line(BY, new UpstreamProblem(FailureKind.REQUEST_REJECTED, "openai:x", said)))
                .doesNotContain("secret");
        assertThat(line(BY, new UpstreamProblem(FailureKind.FAILED, "openai:x", "HTTP 500: out of order")))
                .contains("out of order");
    }
}
