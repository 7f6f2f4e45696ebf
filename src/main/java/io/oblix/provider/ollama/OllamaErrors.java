package io.oblix.provider.ollama;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ModelName;
import io.oblix.json.Json;
import io.oblix.problem.UpstreamProblem;
import io.oblix.problem.UpstreamProblem.Kind;
import io.oblix.provider.StandardErrors;
import io.oblix.upstream.UpstreamHead;
import io.oblix.upstream.UpstreamText;

/** Ollama's errors, {@code {"error":"text"}}, as a response or as a line of a stream. */
final class OllamaErrors {

    private OllamaErrors() {}

    static UpstreamProblem problem(ModelName model, UpstreamHead head, byte[] body) {
        ObjectNode json = Json.objectOrNull(body);
        String message = UpstreamText.of(head.status(), json);
        Kind kind = StandardErrors.saysContextExceeded(message)
                ? Kind.CONTEXT_EXCEEDED
                : StandardErrors.kind(head.status());
        if (kind == Kind.MODEL_NOT_FOUND) {
            message = "it is not installed: run `ollama pull " + model.name() + "`";
        }
        return StandardErrors.problem(kind, model, head, message, null);
    }

    static UpstreamProblem inAnswer(ModelName model, String message) {
        Kind kind = StandardErrors.saysContextExceeded(message) ? Kind.CONTEXT_EXCEEDED : Kind.FAILED;
        return new UpstreamProblem(kind, model.toString(), message);
    }
}
