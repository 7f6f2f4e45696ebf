package io.oblix.ask.attempt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.json.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The only choice of a chunk in OpenAI's format: what it holds, and the chunk without a part of it. */
public final class ChunkChoice {

    private static final List<String> REASONING = List.of("reasoning_content", "reasoning", "reasoning_details");

    private ChunkChoice() {}

    /** Null if there is none, or another than the first. */
    public static @Nullable JsonNode of(AnswerEvent.Chunk chunk) {
        JsonNode choices = chunk.choices();
        if (choices == null || choices.size() != 1) {
            return null;
        }
        JsonNode choice = choices.path(0);
        return choice.path("index").asInt() == 0 ? choice : null;
    }

    /** Empty if there is none. */
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

    /** Whether its delta holds something other than text and thinking: a tool call, a refusal, audio. */
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
     * The chunk without its thinking and without the first characters of its text.
     *
     * @return null if nothing is left
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

    /** The log probabilities of the tokens after the first characters of a text. */
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
