package io.oblix.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.problem.UpstreamProblem.Answered;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemTest {

    private static UpstreamProblem of(FailureKind kind) {
        return new UpstreamProblem(kind, "ollama:m", "it broke");
    }

    private static Answered answered(int status) {
        return new Answered(status, null, Map.of());
    }

    /** Problems are part of the normal path. */
    @ParameterizedTest
    @EnumSource(FailureKind.class)
    void aFailureOfAProviderHasAnErrorsStatusATypeAndNoStack(FailureKind kind) {
        UpstreamProblem problem = of(kind);

        assertThat(problem.status()).isBetween(400, 599);
        assertThat(problem.type()).isNotBlank();
        assertThat(problem.text()).startsWith("ollama:m: it broke");
        assertThat(problem.detail()).startsWith("it broke");
        assertThat(problem.reason()).isNotBlank().doesNotContain("it broke");
        assertThat(problem.getStackTrace()).isEmpty();
    }

    /** What a client did wrong must not open a circuit. */
    @Test
    void onlyAProvidersOwnFailureCounts() {
        assertThat(List.of(FailureKind.values()))
                .filteredOn(kind -> of(kind).status() / 100 == 4 && of(kind).status() != 429)
                .contains(FailureKind.REQUEST_REJECTED)
                .noneMatch(FailureKind::providersFault);
    }

    @ParameterizedTest
    @CsvSource({
        "REQUEST_REJECTED, 422, 422",
        "REQUEST_REJECTED, 500, 400",
        "FAILED, 503, 503",
        "FAILED, 404, 500",
        "BROKEN_ANSWER, 200, 502",
    })
    void theProvidersStatusIsKeptWhereItFitsTheKind(FailureKind kind, int answered, int status) {
        assertThat(of(kind).with(answered(answered)).status()).isEqualTo(status);
    }

    @Test
    void theProvidersWordOnARetryWinsOverTheKind() {
        UpstreamProblem cut = of(FailureKind.CUT_OFF);
        assertThat(cut.worthRetrying(true)).isTrue();
        assertThat(cut.worthRetrying(false)).isFalse();
        assertThat(cut.with(new Answered(500, true, Map.of())).worthRetrying(false))
                .isTrue();
        assertThat(cut.with(new Answered(500, false, Map.of())).worthRetrying(true))
                .isFalse();
        UpstreamProblem wait =
                new UpstreamProblem(FailureKind.CUT_OFF, "ollama:m", "wait", null, Duration.ofSeconds(1));
        assertThat(wait.worthRetrying(false)).isTrue();
    }

    @Test
    void theProvidersCodeIsTheClientsForAMistakeOfItsOwnOnly() {
        assertThat(of(FailureKind.REQUEST_REJECTED).withCode("bad_tool").code()).isEqualTo("bad_tool");
        assertThat(of(FailureKind.CONNECTION_LOST).withCode("bad_tool").code()).isEqualTo("upstream_unavailable");
    }

    @Test
    void aCircuitThatLimitsOpenedSaysSo() {
        UpstreamProblem limit = new UpstreamProblem(FailureKind.RATE_LIMITED, "openai:m", "slow down");
        Duration wait = Duration.ofSeconds(7);

        assertThat(UpstreamProblem.circuitOpen("openai:m", "circuit open", limit, wait)
                        .status())
                .isEqualTo(429);
        assertThat(UpstreamProblem.circuitOpen("openai:m", "circuit open", of(FailureKind.FAILED), wait)
                        .status())
                .isEqualTo(503);
        assertThat(UpstreamProblem.circuitOpen("openai:m", "circuit open", null, wait)
                        .retryAfter())
                .isEqualTo(wait);
    }

    @Test
    void aMistakeOfAClientNamesItsField() {
        RequestProblem missing = RequestProblem.missing("messages");

        assertThat(missing.status()).isEqualTo(400);
        assertThat(missing.type()).isEqualTo("invalid_request_error");
        assertThat(missing.param()).isEqualTo("messages");
        assertThat(missing.code()).isEqualTo("missing_required_parameter");
        assertThat(RequestProblem.unsupported("n", "one alone").code()).isEqualTo("unsupported_value");
        assertThat(RequestProblem.modelNotFound("m").status()).isEqualTo(404);
    }
}
