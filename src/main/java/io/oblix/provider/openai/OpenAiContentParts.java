package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * The content of an answer that comes in parts, as Mistral's thinking models send it ({@code
 * [{"type":"thinking","thinking":[{"type":"text","text":"..."}]},{"type":"text","text":"..."}]}); OpenAI's clients take the
 * content for a text.
 */
final class OpenAiContentParts {

    private OpenAiContentParts() {}

    /**
     * Puts the parts of a message or a delta where OpenAI's clients look for them: texts become the content, thoughts
     * {@code reasoning_content}, a refusal {@code refusal}, pictures {@code images} as OpenRouter has them.
     *
     * @return whether anything was changed
     */
    static boolean join(ObjectNode said) {
        JsonNode content = said.get("content");
        boolean changed = false;
        if (content != null && content.isContainerNode()) {
            join(content, said);
            changed = true;
        }
        JsonNode reasoning = said.get("reasoning_content");
        if (reasoning != null && reasoning.isContainerNode()) {
            said.put("reasoning_content", texts(reasoning));
            changed = true;
        }
        return changed;
    }

    private static void join(JsonNode content, ObjectNode said) {
        StringBuilder text = new StringBuilder();
        StringBuilder thought = new StringBuilder();
        for (JsonNode part :
                content.isArray() ? content : Json.MAPPER.createArrayNode().add(content)) {
            String type = part.path("type").asText();
            if (type.equals("thinking") || type.startsWith("reasoning")) {
                thought.append(texts(part));
            } else if (part.has("refusal")) {
                said.put("refusal", part.path("refusal").asText());
            } else if (part.has("image_url")) {
                images(said).add(part);
            } else {
                text.append(texts(part));
            }
        }
        if (!thought.isEmpty()) {
            String before = Json.text(said, "reasoning_content");
            said.put("reasoning_content", before == null ? thought.toString() : before + thought);
        }
        if (text.isEmpty() && !thought.isEmpty()) {
            said.putNull("content");
        } else {
            said.put("content", text.toString());
        }
    }

    private static ArrayNode images(ObjectNode said) {
        return said.get("images") instanceof ArrayNode images ? images : said.putArray("images");
    }

    /** All text in a part, whichever field holds it. */
    private static String texts(@Nullable JsonNode part) {
        if (part == null) {
            return "";
        } else if (part.isTextual()) {
            return part.textValue();
        }
        StringBuilder text = new StringBuilder();
        if (part.isArray()) {
            part.forEach(one -> text.append(texts(one)));
        } else {
            for (String field : new String[] {"text", "thinking", "reasoning", "content", "summary"}) {
                text.append(texts(part.get(field)));
            }
        }
        return text.toString();
    }
}
