package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.json.Json;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.ErrorBody;
import io.oblix.provider.StandardErrors;
import io.oblix.upstream.UpstreamHead;
import io.oblix.upstream.UpstreamText;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's errors, {@code {"type":"error","error":{"type","message","details"}}}, as a response or inside a stream
 * (https://platform.claude.com/docs/en/api/errors). The type decides where it can; the wording may change
 * at any time.
 */
final class ClaudeErrors {

    /** A picture or a document beyond what Anthropic reads; another model may. */
    private static final Pattern MEDIA =
            Pattern.compile("image exceeds \\d|image dimensions|could not process (image|pdf)"
                    + "|many-image requests|too many images|pdf pages|image appears to be|unsupported image");

    private ClaudeErrors() {}

    /** @param request what was asked; its own words tell nothing of the model. Null if it is not known */
    static UpstreamProblem problem(ModelName model, UpstreamHead head, byte[] body, @Nullable ChatRequest request) {
        ObjectNode json = Json.objectOrNull(body);
        JsonNode error = json == null ? null : json.get("error");
        String message = ErrorBody.of(body).text(head.status());
        FailureKind kind = kind(Json.text(error, "type"), StandardErrors.ownWords(message, request));
        if (kind == null) {
            kind = StandardErrors.kind(head.status());
        }
        if (kind == FailureKind.RATE_LIMITED && (head.retryAfter() == null || isSpendLimit(error))) {
            // A limit that no waiting helps with is one on spending, not on requests per minute.
            kind = FailureKind.QUOTA_EXHAUSTED;
        }
        return StandardErrors.problem(kind, model, head, message, null);
    }

    /** An error event, which has no status: only its type tells what it is. */
    static UpstreamProblem inAnswer(ModelName model, JsonNode error) {
        String text = Json.text(error, "message");
        String message = text == null ? "reported an error in its answer" : UpstreamText.clean(text);
        FailureKind kind = kind(Json.text(error, "type"), message);
        return new UpstreamProblem(kind == null ? FailureKind.FAILED : kind, model.toString(), message);
    }

    private static @Nullable FailureKind kind(@Nullable String type, String message) {
        return switch (String.valueOf(type)) {
            case "invalid_request_error" -> invalidRequest(message);
            case "authentication_error", "permission_error" -> FailureKind.KEY_REJECTED;
            case "billing_error" -> FailureKind.QUOTA_EXHAUSTED;
            case "not_found_error" -> FailureKind.MODEL_NOT_FOUND;
            case "conflict_error" -> FailureKind.CONFLICT;
            case "request_too_large" -> FailureKind.TOO_LARGE;
            case "rate_limit_error" -> FailureKind.RATE_LIMITED;
            case "timeout_error" -> FailureKind.TIMED_OUT;
            case "overloaded_error" -> FailureKind.OVERLOADED;
            case "api_error" -> FailureKind.FAILED;
            default -> null;
        };
    }

    /** The type of many mistakes, not all of them the client's; here only the words tell. */
    private static FailureKind invalidRequest(String message) {
        String text = message.toLowerCase(Locale.ROOT);
        if (StandardErrors.saysContextExceeded(message)) {
            return FailureKind.CONTEXT_EXCEEDED;
        } else if (text.contains("credit balance is too low") || text.contains("specified api usage limits")) {
            return FailureKind.QUOTA_EXHAUSTED;
        } else if (text.contains("organization has been disabled")) {
            return FailureKind.KEY_REJECTED;
        } else if (text.contains("content filtering policy")) {
            return FailureKind.CONTENT_POLICY;
        }
        return MEDIA.matcher(text).find() ? FailureKind.LACKS_ABILITY : FailureKind.REQUEST_REJECTED;
    }

    private static boolean isSpendLimit(@Nullable JsonNode error) {
        String code = error == null ? null : Json.text(error.path("details"), "error_code");
        return code != null && code.endsWith("spend_limit_reached");
    }
}
