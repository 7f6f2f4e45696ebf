package io.oblix.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.json.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one choice of a chunk in OpenAI's own format: what is in it, and the chunk with less of it. */
public final class ChunkChoice {

    private static final List<String> REASONING = List.of("reasoning_content", "reasoning", "reasoning_details");

    private ChunkChoice() {}

    /** Null where there is none, or more than the first. */
    public static @Nullable JsonNode of(AnswerEvent.Chunk chunk) {
        JsonNode choices = chunk.choices();
        if (choices == null || choices.size() != 1) {
            return null;
        }
        JsonNode choice = choices.path(0);
        return choice.path("index").asInt() == 0 ? choice : null;
    }

    /** Empty where there is none. */
    public static String text(JsonNode choice) {
        String text = Json.text(choice.path("delta"), "content");
        return text == null ? "" : text;
    }

    public static String reasoning(JsonNode choice) {
        JsonNode delta = choice.path("delta");
        String text = Json.text(delta, "reasoning_content");
        text = text == null ? Json.text(delta, "reasoning") : text;
        return text == null ? "" : text;
    }

    /** Whether its delta holds something that is neither text nor thinking: a tool call, a refusal, a sound. */
    public static boolean hasMoreThanText(JsonNode choice) {
        JsonNode delta = choice.path("delta");
        if (delta.size() == 1 && delta.has("content")) {
            return false;
        }
        for (Map.Entry<String, JsonNode> field : delta.properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            boolean says = !value.isNull() && !(value.isContainerNode() && value.isEmpty()) && !isEmptyText(value);
            if (says && !name.equals("role") && !name.equals("content") && !REASONING.contains(name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEmptyText(JsonNode value) {
        return value.isTextual() && value.textValue().isEmpty();
    }

    /**
     * The chunk without its thinking and without the beginning of its text.
     *
     * @return null when nothing is left of it
     */
    public static AnswerEvent.@Nullable Chunk without(AnswerEvent.Chunk chunk, int chars) {
        ObjectNode json = Json.objectOrNull(chunk.json());
        if (json == null || !(json.at("/choices/0") instanceof ObjectNode choice)) {
            return chunk;
        }
        String rest = text(choice).substring(chars);
        if (choice.get("delta") instanceof ObjectNode delta) {
            REASONING.forEach(delta::remove);
            if (delta.has("content")) {
                delta.put("content", rest);
            }
        }
        if (chars > 0 && choice.at("/logprobs/content") instanceof ArrayNode tokens) {
            ((ObjectNode) choice.path("logprobs")).set("content", after(tokens, chars));
        }
        boolean left = !rest.isEmpty() || hasMoreThanText(choice) || Json.text(choice, "finish_reason") != null;
        return left ? new AnswerEvent.Chunk(Json.bytes(json), true, json.get("choices")) : null;
    }

    /** Of the entries for the tokens of a text those behind its first characters. */
    public static ArrayNode after(ArrayNode tokens, int chars) {
        ArrayNode rest = Json.MAPPER.createArrayNode();
        int at = 0;
        for (JsonNode token : tokens) {
            if (at >= chars) {
                rest.add(token);
            }
            at += token.path("token").asText().length();
        }
        return rest;
    }
}
