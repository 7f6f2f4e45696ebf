package io.oblix.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import io.oblix.problem.UpstreamProblem.Answered;
import io.oblix.server.reply.ErrorReply;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider's wait reaches the client only in a form that it can obey. */
class ErrorReplyTest {

    private static Map<String, String> headers(FailureKind kind, @Nullable Duration wait, String raw) {
        Map<String, String> upstream = Map.of("retry-after", raw, "retry-after-ms", raw, "openai-version", "1");
        return ErrorReply.headers(
                new UpstreamProblem(kind, "p:m", "no", null, wait).with(new Answered(429, null, upstream)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5", "99999999999", "NaN", "soon"})
    void aWaitThatCouldNotBeReadIsNotPassedOn(String raw) {
        assertThat(headers(FailureKind.RATE_LIMITED, null, raw))
                .containsEntry("openai-version", "1")
                .doesNotContainKeys("retry-after", "retry-after-ms");
    }

    @Test
    void retryAfterIsInSecondsAndAtMostADay() {
        assertThat(headers(FailureKind.RATE_LIMITED, Duration.ofMillis(1_200), "1.2"))
                .containsEntry("retry-after", "2")
                .doesNotContainKey("retry-after-ms");
        assertThat(headers(FailureKind.RATE_LIMITED, Duration.ofDays(9_000), "777600000"))
                .containsEntry("retry-after", "86400");
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureKind.class,
            names = {"RATE_LIMITED", "QUEUE_FULL", "BREAKER_OPEN"})
    void whoIsBusyForAWhileMayBeAskedAgain(FailureKind kind) {
        assertThat(headers(kind, Duration.ofSeconds(5), "5")).doesNotContainKey("x-should-retry");
        assertThat(headers(kind, null, "5")).containsEntry("x-should-retry", "false");
    }
}
