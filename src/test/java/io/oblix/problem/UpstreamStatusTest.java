package io.oblix.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.problem.UpstreamProblem.Answered;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each status of a provider means for fallback, retry, the breaker and the client. */
class UpstreamStatusTest {

    private static UpstreamProblem problem(int status) {
        return new UpstreamProblem(UpstreamStatus.kind(status), "openai:m", "HTTP " + status)
                .with(new Answered(status, null, Map.of()));
    }

    @Test
    void onlyTheClientsMistakesTakeNoFallback() {
        assertThat(IntStream.range(400, 600)
                        .filter(status -> !problem(status).kind().worthFallback()))
                .containsExactly(400, 422);
    }

    @ParameterizedTest
    @CsvSource({
        // status, kind, retried, retried if alone, counted, the client's status
        "402, QUOTA_EXHAUSTED, false, false, true, 429",
        "403, KEY_REJECTED, false, false, false, 502",
        "405, NOT_SERVED, false, false, false, 502",
        "406, NOT_SERVED, false, false, false, 502",
        "408, TIMED_OUT, false, false, true, 504",
        "409, CONFLICT, true, true, false, 409",
        "410, MODEL_NOT_FOUND, false, false, false, 404",
        "411, NOT_SERVED, false, false, false, 502",
        "415, NOT_SERVED, false, false, false, 502",
        "418, NOT_SERVED, false, false, false, 502",
        "421, NOT_SERVED, false, false, false, 502",
        "423, OVERLOADED, false, true, true, 503",
        "424, FAILED, true, true, true, 500",
        "425, OVERLOADED, false, true, true, 503",
        "426, NOT_SERVED, false, false, false, 502",
        "431, NOT_SERVED, false, false, false, 502",
        "444, CONNECTION_LOST, true, true, true, 502",
        "451, NOT_SERVED, false, false, false, 502",
        "460, CONNECTION_LOST, true, true, true, 502",
        "497, NOT_SERVED, false, false, false, 502",
        "498, OVERLOADED, false, true, true, 503",
        "499, CONNECTION_LOST, true, true, true, 502",
        "500, FAILED, true, true, true, 500",
        "501, NOT_SERVED, false, false, false, 502",
        "502, FAILED, true, true, true, 502",
        "503, OVERLOADED, false, true, true, 503",
        "505, NOT_SERVED, false, false, false, 502",
        "507, OVERLOADED, false, true, true, 503",
        "508, NOT_SERVED, false, false, false, 502",
        "511, UNREACHABLE, false, false, true, 502",
        "520, FAILED, true, true, true, 520",
        "521, UNREACHABLE, false, false, true, 502",
        "522, UNREACHABLE, false, false, true, 502",
        "523, UNREACHABLE, false, false, true, 502",
        "524, TIMED_OUT, false, false, true, 504",
        "525, UNREACHABLE, false, false, true, 502",
        "526, UNREACHABLE, false, false, true, 502",
        "529, OVERLOADED, false, true, true, 503",
        "530, UNREACHABLE, false, false, true, 502",
        "599, TIMED_OUT, false, false, true, 504",
    })
    void eachStatusHasItsConsequences(
            int status, FailureKind kind, boolean retried, boolean retriedAlone, boolean counted, int forClient) {
        UpstreamProblem problem = problem(status);

        assertThat(problem.kind()).isEqualTo(kind);
        assertThat(problem.worthRetrying(false)).isEqualTo(retried);
        assertThat(problem.worthRetrying(true)).isEqualTo(retriedAlone);
        assertThat(problem.kind().providersFault()).isEqualTo(counted);
        assertThat(problem.status()).isEqualTo(forClient);
    }

    @Test
    void noStatusIsWithoutWords() {
        assertThat(IntStream.range(400, 600).mapToObj(status -> problem(status).reason()))
                .allMatch(reason -> reason.matches("HTTP \\d{3}, .{4,}"));
    }
}
