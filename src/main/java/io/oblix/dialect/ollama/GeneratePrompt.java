package io.oblix.dialect.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.PolicyName;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The prompt of {@code /api/generate} as a conversation of one turn. */
final class GeneratePrompt {

    /** What only Ollama's models can be asked: the text around a gap, and prompts in a model's own form. */
    private static final List<String> OLLAMA_ONLY = List.of("suffix", "template", "raw", "context");

    private GeneratePrompt() {}

    /** @throws RequestProblem when a field has a wrong type */
    static ArrayNode messages(ObjectNode source) {
        for (String field : new String[] {"prompt", "system", "suffix", "template"}) {
            JsonNode text = source.path(field);
            OllamaReader.require(!OllamaReader.present(text) || text.isTextual(), field, "a string");
        }
        ArrayNode messages = Json.MAPPER.createArrayNode();
        if (isEmpty(source)) {
            return messages;
        }
        String system = source.path("system").asText("");
        if (!system.isEmpty()) {
            messages.addObject().put("role", "system").put("content", system);
        }
        ObjectNode user = messages.addObject().put("role", "user");
        Pictures.content(user, source.path("prompt"), source.path("images"), "images");
        return messages;
    }

    /** Whether there is nothing to answer. */
    static boolean isEmpty(ObjectNode source) {
        return source.path("prompt").asText("").isEmpty()
                && source.path("suffix").asText("").isEmpty()
                && source.path("images").isEmpty();
    }

    /**
     * Why others than Ollama cannot be asked this; null if they can.
     *
     * @throws RequestProblem for the tokens of an earlier answer and no model, since each model has tokens of its own
     */
    static @Nullable RequestProblem ollamaOnly(ObjectNode source, String model) {
        for (String field : OLLAMA_ONLY) {
            JsonNode value = source.path(field);
            boolean asked = value.isTextual()
                    ? !value.textValue().isEmpty()
                    : value.isArray() ? !value.isEmpty() : value.asBoolean(false);
            if (asked && field.equals("context") && PolicyName.in(model) != null) {
                throw RequestProblem.unsupported(
                        field, "context is not supported by " + model + ": it holds the tokens of one model; name it");
            } else if (asked) {
                return RequestProblem.unsupported(
                        field, field + " is not supported by this model: name one of Ollama's");
            }
        }
        return null;
    }
}
