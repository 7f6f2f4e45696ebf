package io.oblix.dialect.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.problem.AllTargetsFailed;
import io.oblix.problem.FailureKind;
import io.oblix.problem.Problem;
import io.oblix.problem.UpstreamProblem;
import io.oblix.server.reply.ErrorReply;
import io.oblix.server.reply.ErrorShape;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Errors as this API words them. They differ from those of chat completions in what will not get better: a model that does
 * not exist, that none is configured for, or whose provider rejects our key. Codex asks once after a 400 or 404, six times after most other 4xx and
 * thirty times after a 5xx (measured with 0.171).
 */
interface ResponsesErrors extends ErrorShape {

    String MODEL_NOT_FOUND = "model_not_found";

    Pattern NAMED = Pattern.compile("^The model `([^`]*)` does not exist or you do not have access to it\\.");

    /** Of a chat completion, with their names here. */
    Map<String, String> FIELDS = Map.of(
            "messages", "input",
            "response_format", "text.format",
            "reasoning_effort", "reasoning.effort",
            "max_completion_tokens", "max_output_tokens",
            "max_tokens", "max_output_tokens");

    Pattern END_OF_FIELD = Pattern.compile("[.\\[]");

    @Override
    default int status(Problem problem) {
        return isLasting(problem) || isUnknownModel(problem) ? 400 : problem.status();
    }

    private static boolean isLasting(Problem problem) {
        if (problem instanceof AllTargetsFailed failed) {
            return failed.isLasting();
        }
        return problem instanceof UpstreamProblem upstream && upstream.kind() == FailureKind.KEY_REJECTED;
    }

    @Override
    default byte[] error(Problem problem, String requestId) {
        byte[] said = asProviderSaid(problem);
        if (said != null) {
            return said;
        }
        if (!isUnknownModel(problem)) {
            return ErrorReply.body(problem, field(problem.param()));
        }
        ObjectNode body = Json.object();
        body.putObject("error")
                .put("message", unknownModel(problem))
                .put("type", "invalid_request_error")
                .put("param", "model")
                .put("code", MODEL_NOT_FOUND);
        return Json.bytes(body);
    }

    /** A provider that was asked in other words names the field of a chat completion; where in it, says nothing here. */
    private static @Nullable String field(@Nullable String param) {
        return param == null ? null : FIELDS.getOrDefault(END_OF_FIELD.split(param, 2)[0], param);
    }

    /** OpenAI words it otherwise here than for chat completions. */
    private static String unknownModel(Problem problem) {
        return NAMED.matcher(problem.text()).replaceFirst("The requested model '$1' does not exist.");
    }

    /** OpenAI's own words about the request, by which clients recover. */
    private static byte @Nullable [] asProviderSaid(Problem problem) {
        if (!(problem instanceof UpstreamProblem upstream)) {
            return null;
        }
        byte[] body = upstream.answered().body();
        boolean aboutTheRequest = problem.status() == 400 || problem.status() == 429;
        return aboutTheRequest && body != null && Json.objectOrNull(body) != null ? body : null;
    }

    private static boolean isUnknownModel(Problem problem) {
        return problem.status() == 404
                && (MODEL_NOT_FOUND.equals(problem.code())
                        || (problem instanceof UpstreamProblem upstream
                                && upstream.kind() == FailureKind.MODEL_NOT_FOUND));
    }
}
