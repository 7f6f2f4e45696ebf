package io.oblix.provider.ollama;

import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.ErrorBody;
import io.oblix.provider.StandardErrors;
import io.oblix.upstream.UpstreamHead;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Ollama's errors, {@code {"error":"text"}}, as a response or as a line of a stream. Ollama answers 500 to many mistakes
 * of a request, which only show when its runner reads it; the sentence tells them from failures of the model.
 */
final class OllamaErrors {

    /**
     * What a model or its server cannot do, while another one may.
     *
     * @param param the field of the request that asked for it
     * @param sentences parts of Ollama's sentences, in lower case (server/routes.go, llm/server.go, runner, template)
     */
    private record Request(String param, List<String> sentences) {}

    private static final List<Request> REQUESTS = List.of(
            new Request(
                    "messages",
                    List.of(
                            "process image",
                            "inputs: image",
                            "image: unknown format",
                            "invalid image",
                            "zero length image",
                            "decode image",
                            "load image",
                            "image input",
                            "image format",
                            "unsupported image",
                            "illegal base64",
                            "supports one image",
                            "does not support image",
                            "does not support vision",
                            "does not support multimodal",
                            "samebatch may not be specified",
                            "inputs: png:",
                            "inputs: invalid jpeg",
                            "inputs: webp:",
                            "invalid message role",
                            "roles must alternate",
                            "does not support chat")),
            new Request(
                    "response_format",
                    List.of(
                            "invalid json schema in format",
                            "invalid format:",
                            "vocabulary required for format",
                            "unable to create sampling context",
                            "grammar")),
            new Request("tools", List.of("does not support tools", "invalid tool", "unsupported tool")),
            new Request("model", List.of("does not support embed")),
            new Request("suffix", List.of("does not support insert", "does not support suffix")),
            new Request("reasoning_effort", List.of("does not support thinking", "think value")));

    /** The same without a field: a template that the messages or tools do not suit, values of wrong types. */
    private static final List<String> OTHER_REQUESTS = List.of(
            "executing \"",
            "error calling",
            "chat template",
            "jinja",
            "raise_exception",
            "value is not callable",
            "cannot unmarshal",
            "invalid option",
            "must be of type",
            "does not support generate",
            "does not support completion");

    /** A model that writes a malformed call is at fault itself; the sentence quotes what it wrote. */
    private static final String MODELS_OWN = "error parsing tool call";

    private OllamaErrors() {}

    /** @param request what was asked; its own words tell nothing of the model. Null if it is not known */
    static UpstreamProblem problem(ModelName model, UpstreamHead head, byte[] body, @Nullable ChatRequest request) {
        String message = ErrorBody.of(body).text(head.status());
        String text = ownWords(message, request);
        FailureKind kind = StandardErrors.saysContextExceeded(text)
                ? FailureKind.CONTEXT_EXCEEDED
                : isOfRequest(text) && !isOfServer(head.status())
                        ? FailureKind.LACKS_ABILITY
                        : StandardErrors.kind(head.status());
        if (kind == FailureKind.MODEL_NOT_FOUND) {
            message = "it is not installed: run `ollama pull " + model.name() + "`";
        }
        return StandardErrors.problem(
                kind, model, head, message, kind == FailureKind.LACKS_ABILITY ? param(text) : null);
    }

    /** @param request as above */
    static UpstreamProblem inAnswer(ModelName model, String message, @Nullable ChatRequest request) {
        String text = ownWords(message, request);
        FailureKind kind = StandardErrors.saysContextExceeded(text)
                ? FailureKind.CONTEXT_EXCEEDED
                : isOfRequest(text) ? FailureKind.LACKS_ABILITY : FailureKind.FAILED;
        return new UpstreamProblem(
                kind, model.toString(), message, kind == FailureKind.LACKS_ABILITY ? param(text) : null, null);
    }

    private static String ownWords(String message, @Nullable ChatRequest request) {
        return StandardErrors.ownWords(message, request).toLowerCase(Locale.ROOT);
    }

    /** A status that says by itself that the key, the name or the load of the server is the reason. */
    private static boolean isOfServer(int status) {
        return (status / 100 == 4 && status != 400 && status != 422) || status == 503;
    }

    private static boolean isOfRequest(String text) {
        return !text.contains(MODELS_OWN)
                && (param(text) != null || OTHER_REQUESTS.stream().anyMatch(text::contains));
    }

    private static @Nullable String param(String text) {
        for (Request request : REQUESTS) {
            if (request.sentences().stream().anyMatch(text::contains)) {
                return request.param();
            }
        }
        return null;
    }
}
