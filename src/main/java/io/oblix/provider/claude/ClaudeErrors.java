package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Json;
import io.oblix.chat.ModelName;
import io.oblix.problem.UpstreamProblem;
import io.oblix.problem.UpstreamProblem.Kind;
import io.oblix.provider.StandardErrors;
import io.oblix.provider.UpstreamHead;
import io.oblix.provider.UpstreamText;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's errors, {@code {"type":"error","error":{"type","message","details"}}}, as a status or inside a stream. The
 * type says what it is; the wording may change at any time, and counts only where there is no code.
 */
final class ClaudeErrors {

    private static final List<String> SPEND_LIMIT_WORDS =
            List.of("spend limit", "spending limit", "specified api usage limits", "credit balance");

    private ClaudeErrors() {}

    static UpstreamProblem problem(ModelName model, UpstreamHead head, byte[] body) {
        ObjectNode json = Json.objectOrNull(body);
        JsonNode error = json == null ? null : json.get("error");
        String message = UpstreamText.of(head.status(), json);
        Kind kind = kind(Json.text(error, "type"), message);
        if (kind == null) {
            kind = StandardErrors.kind(head.status());
        }
        return StandardErrors.problem(moneyOrMinute(kind, error, message), model, head, message, null);
    }

    /** An error event: nothing but its type tells what it is. */
    static UpstreamProblem inAnswer(ModelName model, JsonNode error) {
        String text = Json.text(error, "message");
        String message = text == null ? "reported an error in its answer" : UpstreamText.clean(text);
        Kind kind = kind(Json.text(error, "type"), message);
        return new UpstreamProblem(
                moneyOrMinute(kind == null ? Kind.FAILED : kind, error, message), model.toString(), message);
    }

    private static @Nullable Kind kind(@Nullable String type, String message) {
        return switch (String.valueOf(type)) {
            case "invalid_request_error" ->
                StandardErrors.saysContextExceeded(message) ? Kind.CONTEXT_EXCEEDED : Kind.REQUEST_REJECTED;
            case "authentication_error", "permission_error" -> Kind.KEY_REJECTED;
            case "billing_error" -> Kind.QUOTA_EXHAUSTED;
            case "not_found_error" -> Kind.MODEL_NOT_FOUND;
            case "conflict_error" -> Kind.CONFLICT;
            case "request_too_large" -> Kind.TOO_LARGE;
            case "rate_limit_error" -> Kind.RATE_LIMITED;
            case "timeout_error" -> Kind.TIMED_OUT;
            case "overloaded_error" -> Kind.OVERLOADED;
            case "api_error" -> Kind.FAILED;
            default -> null;
        };
    }

    /** A rate limit may be one of the money, which no minute of waiting brings back. */
    private static Kind moneyOrMinute(Kind kind, @Nullable JsonNode error, String message) {
        return kind == Kind.RATE_LIMITED && isSpendLimit(error, message) ? Kind.QUOTA_EXHAUSTED : kind;
    }

    /** By its code; a proxy in between may have left nothing but the words. */
    private static boolean isSpendLimit(@Nullable JsonNode error, String message) {
        String code = error == null ? null : Json.text(error.path("details"), "error_code");
        if (code != null) {
            return code.endsWith("spend_limit_reached");
        }
        String words = message.toLowerCase(Locale.ROOT);
        return SPEND_LIMIT_WORDS.stream().anyMatch(words::contains);
    }
}
