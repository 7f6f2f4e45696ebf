package io.oblix.dialect.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.json.Json;
import io.oblix.problem.AllTargetsFailed;
import io.oblix.problem.FailureKind;
import io.oblix.problem.Problem;
import io.oblix.problem.RequestProblem;
import io.oblix.problem.ServerProblem;
import io.oblix.problem.UpstreamProblem;
import io.oblix.problem.UpstreamProblem.Answered;
import io.oblix.problem.UpstreamProblem.Excess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Errors as Anthropic's clients, and Claude Code above all, act on them. */
class MessagesErrorsTest {

    private static final MessagesErrors ERRORS = MessagesErrors.SHAPE;

    private static JsonNode error(Problem problem) {
        return Objects.requireNonNull(Json.objectOrNull(ERRORS.error(problem, "req_1")));
    }

    private static String type(Problem problem) {
        return error(problem).at("/error/type").asText();
    }

    private static String message(Problem problem) {
        return error(problem).at("/error/message").asText();
    }

    @ParameterizedTest
    @CsvSource({
        "REQUEST_REJECTED,400,invalid_request_error",
        "CONTENT_POLICY,400,invalid_request_error",
        "CONTEXT_EXCEEDED,400,invalid_request_error",
        "MODEL_NOT_FOUND,404,not_found_error",
        "CONFLICT,409,conflict_error",
        "TOO_LARGE,413,request_too_large",
        "KEY_REJECTED,502,api_error",
        "QUOTA_EXHAUSTED,429,rate_limit_error",
        "RATE_LIMITED,429,rate_limit_error",
        "QUEUE_FULL,429,rate_limit_error",
        "OVERLOADED,529,overloaded_error",
        "BREAKER_OPEN,529,overloaded_error",
        "FAILED,500,api_error",
        "TIMED_OUT,504,timeout_error",
        "UNREACHABLE,502,api_error",
        "CUT_OFF,502,api_error",
        "BROKEN_ANSWER,502,api_error"
    })
    void eachKindHasAnthropicsStatusAndType(FailureKind kind, int status, String type) {
        UpstreamProblem problem = new UpstreamProblem(kind, "p:m", "no");

        assertThat(ERRORS.status(problem)).isEqualTo(status);
        assertThat(type(problem)).isEqualTo(type);
        assertThat(error(problem).path("type").asText()).isEqualTo("error");
        assertThat(error(problem).path("request_id").asText()).isEqualTo("req_1");
    }

    @Test
    void nothingIsRetriedThatNoWaitingHelps() {
        Problem refused = new UpstreamProblem(FailureKind.FAILED, "p:m", "no");
        Problem busy = new UpstreamProblem(FailureKind.RATE_LIMITED, "p:m", "no", null, Duration.ofSeconds(3));

        assertThat(ERRORS.headers(refused, "req_1")).containsEntry("x-should-retry", "false");
        assertThat(ERRORS.headers(new AllTargetsFailed(List.of()), "req_1"))
                .containsEntry("x-should-retry", "false")
                .containsEntry("request-id", "req_1");
        assertThat(ERRORS.headers(RequestProblem.modelNotFound("m"), "req_1")).containsEntry("x-should-retry", "false");
        assertThat(ERRORS.headers(busy, "req_1"))
                .containsEntry("retry-after", "3")
                .doesNotContainKey("x-should-retry");
        assertThat(ERRORS.headers(ServerProblem.shuttingDown(), "req_1")).doesNotContainKey("x-should-retry");
        assertThat(ERRORS.headers(MessagesCheck.invalid("a", "b"), "req_1"))
                .as("Claude Code asks again with less")
                .doesNotContainKey("x-should-retry");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens. | 9001 > 8192
        prompt is too long: 210000 tokens > 200000 maximum | 210000 > 200000
        the input length exceeds the context length | 5000 > 4096
        This model's maximum context length is 32,768 tokens. However, you requested 40,000 tokens. | 40000 > 32768
        The input (140000 tokens) is longer than the model's context length of 131k tokens. | 140000 > 131000
        input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000 | 5000 > 4096
        """)
    void aPromptThatIsTooLongSaysByHowMuch(String said, String figures) {
        Problem problem = new UpstreamProblem(FailureKind.CONTEXT_EXCEEDED, "p:m", said)
                .with(new Answered(400, null, Map.of(), null, new Excess(5000, 4096)));

        assertThat(message(problem))
                .isEqualTo("prompt is too long: " + figures.replace(" >", " tokens >") + " maximum");
    }

    @Test
    void anUnknownWindowIsNotInvented() {
        Problem problem =
                new UpstreamProblem(FailureKind.CONTEXT_EXCEEDED, "p:m", "the prompt is longer than it takes");

        assertThat(message(problem))
                .startsWith("prompt is too long: the prompt is longer")
                .doesNotContainPattern("\\d");
    }

    @Test
    void aCircuitThatLimitsHaveOpenedAsksToWait() {
        Problem open = UpstreamProblem.circuitOpen(
                "p:m", "open", new UpstreamProblem(FailureKind.RATE_LIMITED, "p:m", "no"), Duration.ofSeconds(3));

        assertThat(ERRORS.status(open)).isEqualTo(429);
        assertThat(type(open)).isEqualTo("rate_limit_error");
        assertThat(ERRORS.headers(open, "req_1")).containsEntry("retry-after", "3");
    }

    @Test
    void targetsThatAllHadTooMuchToDoAreOverloaded() {
        UpstreamProblem busy = new UpstreamProblem(FailureKind.OVERLOADED, "p:m", "no");
        UpstreamProblem broken = new UpstreamProblem(FailureKind.FAILED, "q:m", "no");

        assertThat(ERRORS.status(new AllTargetsFailed(List.of(busy, busy)))).isEqualTo(529);
        assertThat(type(new AllTargetsFailed(List.of(busy, busy)))).isEqualTo("overloaded_error");
        assertThat(ERRORS.status(new AllTargetsFailed(List.of(busy, broken)))).isEqualTo(502);
        assertThat(ERRORS.status(new AllTargetsFailed(List.of())))
                .as("no model is configured")
                .isEqualTo(400);
    }

    @Test
    void aModelThatIsNotThereIsNamedInAnthropicsWords() {
        assertThat(message(RequestProblem.modelNotFound("gpt-9"))).isEqualTo("model: gpt-9");
        assertThat(type(RequestProblem.modelNotFound("gpt-9"))).isEqualTo("not_found_error");
    }

    @Test
    void whatClaudeSaysIsPassedOnButNotWhatItSaysOfOurKey() {
        byte[] said =
                "{\"type\":\"error\",\"error\":{\"type\":\"x\",\"message\":\"y\"}}".getBytes(StandardCharsets.UTF_8);
        Answered answered = new Answered(418, null, Map.of(), said, null);
        Problem rejected = new UpstreamProblem(FailureKind.REQUEST_REJECTED, "claude:m", "y").with(answered);
        Problem key = new UpstreamProblem(FailureKind.KEY_REJECTED, "claude:m", "y").with(answered);

        assertThat(ERRORS.error(rejected, "req_1")).isSameAs(said);
        assertThat(ERRORS.status(rejected)).isEqualTo(418);
        assertThat(ERRORS.error(key, "req_1")).isNotSameAs(said);
        assertThat(ERRORS.status(key)).isEqualTo(502);
        assertThat(ERRORS.error(
                        new UpstreamProblem(FailureKind.FAILED, "claude:m", "y")
                                .with(new Answered(
                                        503, null, Map.of(), "<html>".getBytes(StandardCharsets.UTF_8), null)),
                        "req_1"))
                .as("a page of a proxy")
                .startsWith("{\"type\":\"error\"".getBytes(StandardCharsets.UTF_8));
    }
}
