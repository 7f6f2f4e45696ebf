package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.provider.CacheMarks;
import java.util.List;

/**
 * A conversation in which models of other providers may have taken part, as OpenAI and the servers that speak its API
 * accept it. OpenAI rejects fields that it does not know, such as the thinking of other models. A message that needs no
 * change stays the same object.
 *
 * @param openAi whether it goes to OpenAI itself
 */
record OpenAiMessages(boolean openAi, OpenAiModelFamily family) {

    private static final List<String> THINKING =
            List.of("reasoning_content", "reasoning", "reasoning_details", "thinking_blocks");
    private static final String CACHE_CONTROL = CacheMarks.FIELD;

    ArrayNode fit(ArrayNode messages) {
        ArrayNode fitted = Json.MAPPER.createArrayNode();
        for (JsonNode message : messages) {
            ObjectNode copy = Json.object();
            copy.setAll((ObjectNode) message);
            fit(copy);
            fitted.add(copy);
        }
        return fitted;
    }

    /** Without the thinking of other models; the same array if there is none. */
    static ArrayNode withoutThinking(ArrayNode messages) {
        ArrayNode without = Json.MAPPER.createArrayNode();
        boolean changed = false;
        for (JsonNode message : messages) {
            boolean thought = THINKING.stream().anyMatch(message::has);
            changed |= thought;
            without.add(thought ? ((ObjectNode) message).deepCopy().without(THINKING) : message);
        }
        return changed ? without : messages;
    }

    private void fit(ObjectNode message) {
        message.put("role", role(message.path("role").asText()));
        message.remove(CACHE_CONTROL);
        message.remove("thinking_blocks");
        if (message.path("content") instanceof ArrayNode parts) {
            message.set("content", withoutCacheControl(parts));
        }
        boolean calls = message.path("tool_calls").size() > 0
                || message.path("function_call").isObject();
        if (message.path("tool_calls").isEmpty()) {
            // OpenAI rejects an empty list.
            message.remove("tool_calls");
        } else if (message.path("tool_calls") instanceof ArrayNode asked) {
            message.set("tool_calls", withArgumentsAsText(asked));
        }
        if (!message.hasNonNull("content") && !calls) {
            // OpenAI accepts null only beside calls.
            String refusal = Json.text(message, "refusal");
            message.put("content", refusal == null ? "" : refusal);
            message.remove("refusal");
        }
    }

    /** Conversations of some servers have them as an object. */
    private static ArrayNode withArgumentsAsText(ArrayNode calls) {
        ArrayNode fitted = Json.MAPPER.createArrayNode();
        for (JsonNode call : calls) {
            JsonNode arguments = call.path("function").path("arguments");
            JsonNode copy = call;
            if (arguments.isObject()) {
                copy = call.deepCopy();
                ((ObjectNode) copy.path("function")).put("arguments", arguments.toString());
            }
            fitted.add(copy);
        }
        return fitted;
    }

    private String role(String role) {
        boolean instructions = role.equals("system") || role.equals("developer");
        if (!instructions) {
            return role;
        } else if (family.noInstructions()) {
            return "user";
        } else if (family.reasoning()) {
            return "developer";
        }
        // Few other servers know the role developer.
        return openAi ? role : "system";
    }

    /** Removes Anthropic's marks for prompt caching from content parts or tools. */
    static ArrayNode withoutCacheControl(ArrayNode parts) {
        ArrayNode without = Json.MAPPER.createArrayNode();
        for (JsonNode part : parts) {
            if (part.has(CACHE_CONTROL)) {
                without.add(((ObjectNode) part).deepCopy().without(CACHE_CONTROL));
            } else {
                without.add(part);
            }
        }
        return without;
    }
}
