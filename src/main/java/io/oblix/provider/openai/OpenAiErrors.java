package io.oblix.provider.openai;

import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.ErrorBody;
import io.oblix.provider.StandardErrors;
import io.oblix.upstream.UpstreamHead;
import io.oblix.upstream.UpstreamText;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's errors, {@code {"error":{"message","type","param","code"}}}, as a response or inside a stream
 * (https://platform.openai.com/docs/guides/error-codes). Other servers have fewer codes, and shapes of their own, which
 * {@link ErrorBody} reads.
 */
final class OpenAiErrors {

    private OpenAiErrors() {}

    /** @param request what was asked; its own words tell nothing of the model. Null if it is not known */
    static UpstreamProblem problem(ModelName model, UpstreamHead head, byte[] body, @Nullable ChatRequest request) {
        ErrorBody error = ErrorBody.of(body);
        String message = error.text(head.status());
        FailureKind byWords = kind(error, StandardErrors.ownWords(message, request));
        FailureKind kind = byWords == null ? StandardErrors.kind(head.status()) : byWords;
        if (kind == FailureKind.FAILED && head.status() >= 500 && kindOfType(error) == FailureKind.REQUEST_REJECTED) {
            // Its status says that the server failed, its type that the request is at fault.
            kind = FailureKind.REQUEST_REJECTED;
        }
        return StandardErrors.problem(kind, model, head, message, error.param())
                .withCode(code(error))
                .withContextLimit(error.number("n_ctx"));
    }

    private static @Nullable String code(ErrorBody error) {
        String code = error.code();
        return code == null ? null : UpstreamText.clean(code);
    }

    /** An error in a response with status 200: only what it says tells what it is. */
    static UpstreamProblem inAnswer(ModelName model, ErrorBody error) {
        String words = error.words();
        String message = words == null ? "reported an error in its answer" : words;
        FailureKind byWords = kind(error, message);
        byWords = byWords == null ? kindOfType(error) : byWords;
        if (byWords == FailureKind.KEY_REJECTED) {
            message = "refuses this server's key for " + model.provider();
        }
        return new UpstreamProblem(
                        byWords == null ? FailureKind.FAILED : byWords, model.toString(), message, error.param(), null)
                .withCode(code(error))
                .withContextLimit(error.number("n_ctx"));
    }

    /** What the status would say if it were not 200; by OpenAI's types, Google's statuses and vLLM's names of exceptions. */
    private static @Nullable FailureKind kindOfType(ErrorBody error) {
        String type = error.type();
        String said = type == null || type.equals("error") ? error.status() : type;
        return switch (said == null ? "" : said.toLowerCase(Locale.ROOT)) {
            case "invalid_request_error", "badrequesterror", "validation", "invalid_argument", "failed_precondition" ->
                FailureKind.REQUEST_REJECTED;
            case "authentication_error", "permission_error", "unauthenticated", "permission_denied" ->
                FailureKind.KEY_REJECTED;
            case "rate_limit_error", "rate_limit_exceeded", "requests", "tokens", "resource_exhausted" ->
                FailureKind.RATE_LIMITED;
            case "overloaded_error", "service_unavailable_error", "overloaded", "unavailable" -> FailureKind.OVERLOADED;
            case "not_found_error", "notfounderror", "not_found" -> FailureKind.MODEL_NOT_FOUND;
            case "timeout_error", "deadline_exceeded" -> FailureKind.TIMED_OUT;
            default -> null;
        };
    }

    private static @Nullable FailureKind kind(ErrorBody error, String message) {
        String code = error.code();
        String type = error.type();
        if ("context_length_exceeded".equals(code)
                || "model_max_prompt_tokens_exceeded".equals(code)
                || "exceed_context_size_error".equals(type)
                || StandardErrors.saysContextExceeded(message)) {
            return FailureKind.CONTEXT_EXCEEDED;
        } else if ("insufficient_quota".equals(code) || "insufficient_quota".equals(type)) {
            return FailureKind.QUOTA_EXHAUSTED;
        } else if (message.contains("not allowed to generate embeddings")) {
            // What OpenAI says of a chat model, with the status of a rejected key.
            return FailureKind.LACKS_ABILITY;
        } else if (StandardErrors.saysKeyRejected(message)) {
            return FailureKind.KEY_REJECTED;
        }
        FailureKind kind =
                switch (code == null ? "" : code) {
                    case "content_policy_violation", "content_filter", "data_inspection_failed" ->
                        FailureKind.CONTENT_POLICY;
                    case "model_not_found" -> FailureKind.MODEL_NOT_FOUND;
                    case "rate_limit_exceeded" -> FailureKind.RATE_LIMITED;
                    default -> null;
                };
        // OpenRouter sends the status of the provider behind it as a number.
        return kind == null && error.statusCode() != 0 ? StandardErrors.kind(error.statusCode()) : kind;
    }
}
