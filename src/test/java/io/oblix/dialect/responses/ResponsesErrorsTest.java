package io.oblix.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.problem.AllTargetsFailed;
import io.oblix.problem.FailureKind;
import io.oblix.problem.Problem;
import io.oblix.problem.RequestProblem;
import io.oblix.problem.UpstreamProblem;
import io.oblix.server.reply.ErrorReply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The statuses and codes from which clients, Codex above all, conclude whether to ask again. */
class ResponsesErrorsTest {

    private static final ResponsesDialect DIALECT = ResponsesRequests.dialect();

    private static String code(Problem problem) {
        byte[] body = DIALECT.error(problem, "req_1");
        return Objects.requireNonNull(Json.objectOrNull(body))
                .path("error")
                .path("code")
                .asText();
    }

    private static UpstreamProblem failed(FailureKind kind) {
        return new UpstreamProblem(kind, "openai:m", "words of a provider");
    }

    @Test
    void whatWillNotGetBetterIsABadRequest() {
        assertThat(DIALECT.status(RequestProblem.modelNotFound("x"))).isEqualTo(400);
        assertThat(DIALECT.status(failed(FailureKind.MODEL_NOT_FOUND))).isEqualTo(400);
        assertThat(DIALECT.status(new AllTargetsFailed(List.of()))).isEqualTo(400);
        assertThat(DIALECT.status(failed(FailureKind.KEY_REJECTED))).isEqualTo(400);
        assertThat(DIALECT.status(new AllTargetsFailed(List.of(failed(FailureKind.KEY_REJECTED)))))
                .isEqualTo(400);
        assertThat(DIALECT.status(
                        new AllTargetsFailed(List.of(failed(FailureKind.KEY_REJECTED), failed(FailureKind.FAILED)))))
                .isEqualTo(502);
        assertThat(DIALECT.status(RequestProblem.itemNotFound("msg_1"))).isEqualTo(404);
    }

    @ParameterizedTest
    @EnumSource
    void othersHaveTheStatusOfAChat(FailureKind kind) {
        Problem problem = failed(kind);

        if (kind != FailureKind.MODEL_NOT_FOUND && kind != FailureKind.KEY_REJECTED) {
            assertThat(DIALECT.status(problem)).isEqualTo(problem.status());
        }
        assertThat(DIALECT.headers(problem, "req_1")).isEqualTo(ErrorReply.headers(problem));
    }

    @Test
    void codexReadsWhyAPromptFailedFromTheCode() {
        assertThat(code(failed(FailureKind.CONTEXT_EXCEEDED))).isEqualTo("context_length_exceeded");
        assertThat(code(failed(FailureKind.QUOTA_EXHAUSTED))).isEqualTo("insufficient_quota");
        assertThat(DIALECT.status(failed(FailureKind.QUOTA_EXHAUSTED))).isEqualTo(429);
    }

    @ParameterizedTest
    @CsvSource({
        "messages[0].content, input",
        "response_format, text.format",
        "reasoning_effort, reasoning.effort",
        "tools[2], tools[2]",
        "input[3].content, input[3].content"
    })
    void aFieldHasItsNameInThisApi(String named, String here) {
        Problem problem = new UpstreamProblem(FailureKind.LACKS_ABILITY, "ollama:m", "cannot do that", named, null);

        assertThat(param(problem).asText()).isEqualTo(here);
        assertThat(param(failed(FailureKind.FAILED)).isNull()).isTrue();
    }

    private static JsonNode param(Problem problem) {
        return Objects.requireNonNull(Json.objectOrNull(DIALECT.error(problem, "req_1")))
                .path("error")
                .path("param");
    }

    @Test
    void withinAStreamTheFailedResponseSaysWhetherToAskAgain() {
        assertThat(failedCode(failed(FailureKind.CUT_OFF))).isEqualTo("server_error");
        assertThat(failedCode(failed(FailureKind.RATE_LIMITED))).isEqualTo("rate_limit_exceeded");
        assertThat(failedCode(failed(FailureKind.QUOTA_EXHAUSTED))).isEqualTo("insufficient_quota");
        assertThat(failedCode(failed(FailureKind.CONTEXT_EXCEEDED))).isEqualTo("context_length_exceeded");
        assertThat(failedCode(failed(FailureKind.CONTENT_POLICY))).isEqualTo("invalid_prompt");
        assertThat(failedCode(RequestProblem.modelNotFound("x"))).isEqualTo("invalid_prompt");
    }

    /** Of a stream whose head a comment has sent before anything came. */
    private static String failedCode(Problem problem) {
        var request = ResponsesRequests.read(DIALECT, "{\"input\":\"x\",\"stream\":true}");
        byte[] sent = DIALECT.framing(request).error(DIALECT.error(problem, "req_1"));
        ResponseEvents events =
                ResponseEvents.of(new String(sent, StandardCharsets.UTF_8)).check();
        assertThat(events.types())
                .containsExactly("response.created", "response.in_progress", "error", "response.failed");
        return events.response().path("error").path("code").asText();
    }

    @Test
    void theProvidersOwnWordsAboutTheRequestPass() {
        byte[] body = "{\"error\":{\"message\":\"theirs\"}}".getBytes(StandardCharsets.UTF_8);
        UpstreamProblem.Answered answered = new UpstreamProblem.Answered(400, null, Map.of(), body, null);

        assertThat(DIALECT.error(failed(FailureKind.REQUEST_REJECTED).with(answered), "req_1"))
                .isEqualTo(body);
        ObjectNode hidden = Objects.requireNonNull(
                Json.objectOrNull(DIALECT.error(failed(FailureKind.KEY_REJECTED).with(answered), "req_1")));
        assertThat(hidden.path("error").path("message").asText()).isNotEqualTo("theirs");
    }
}
