package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ModelName;
import io.oblix.json.Json;
import io.oblix.problem.UpstreamProblem;
import io.oblix.problem.UpstreamProblem.Kind;
import io.oblix.provider.StandardErrors;
import io.oblix.upstream.UpstreamHead;
import io.oblix.upstream.UpstreamText;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's errors, {@code {"error":{"message","type","param","code"}}}, as a response or inside a stream
 * (https://platform.openai.com/docs/guides/error-codes). Other servers have the same form and fewer codes.
 */
final class OpenAiErrors {

    private OpenAiErrors() {}

    static UpstreamProblem problem(ModelName model, UpstreamHead head, byte[] body) {
        ObjectNode json = Json.objectOrNull(body);
        JsonNode error = json == null ? null : json.get("error");
        String message = UpstreamText.of(head.status(), json);
        Kind byWords = kind(error, message);
        return StandardErrors.problem(
                        byWords == null ? StandardErrors.kind(head.status()) : byWords,
                        model,
                        head,
                        message,
                        Json.text(error, "param"))
                .withCode(code(error));
    }

    private static @Nullable String code(@Nullable JsonNode error) {
        String code = Json.text(error, "code");
        return code == null ? null : UpstreamText.clean(code);
    }

    /** An error in a response with status 200: only its text and type tell what it is. */
    static UpstreamProblem inAnswer(ModelName model, JsonNode error) {
        String text = error.isTextual() ? error.textValue() : Json.text(error, "message");
        String message = text == null ? "reported an error in its answer" : UpstreamText.clean(text);
        Kind byWords = kind(error, message);
        byWords = byWords == null ? kindOfType(Json.text(error, "type")) : byWords;
        if (byWords == Kind.KEY_REJECTED) {
            message = "refuses this server's key for " + model.provider();
        }
        return new UpstreamProblem(byWords == null ? Kind.FAILED : byWords, model.toString(), message)
                .withCode(code(error));
    }

    /** What the status would say if it were not 200. */
    private static @Nullable Kind kindOfType(@Nullable String type) {
        return switch (String.valueOf(type)) {
            case "invalid_request_error" -> Kind.REQUEST_REJECTED;
            case "authentication_error", "permission_error" -> Kind.KEY_REJECTED;
            case "rate_limit_error", "rate_limit_exceeded", "requests", "tokens" -> Kind.RATE_LIMITED;
            case "overloaded_error", "service_unavailable_error" -> Kind.OVERLOADED;
            default -> null;
        };
    }

    private static @Nullable Kind kind(@Nullable JsonNode error, String message) {
        String code = Json.text(error, "code");
        String type = Json.text(error, "type");
        if ("context_length_exceeded".equals(code) || StandardErrors.saysContextExceeded(message)) {
            return Kind.CONTEXT_EXCEEDED;
        } else if ("insufficient_quota".equals(code) || "insufficient_quota".equals(type)) {
            return Kind.QUOTA_EXHAUSTED;
        } else if ("content_policy_violation".equals(code) || "content_filter".equals(code)) {
            return Kind.CONTENT_POLICY;
        } else if ("model_not_found".equals(code)) {
            return Kind.MODEL_NOT_FOUND;
        } else if ("rate_limit_exceeded".equals(code)) {
            return Kind.RATE_LIMITED;
        }
        // OpenRouter sends the status of the provider behind it as a number.
        JsonNode number = error == null ? null : error.get("code");
        return number != null && number.isInt() && number.intValue() >= 400
                ? StandardErrors.kind(number.intValue())
                : null;
    }
}
