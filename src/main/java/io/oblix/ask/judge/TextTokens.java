package io.oblix.ask.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.oblix.json.Json;

/**
 * Which of the tokens that came with a text spell it. With a whole answer come those of its thinking and of its tool calls
 * too, and they say nothing of how sure the model was of the text.
 */
final class TextTokens {

    private TextTokens() {}

    /**
     * @param entries OpenAI's, in their order
     * @param thought whether the model thought before the text
     * @return all of them where the text is not found among them and there was no thinking
     */
    static ArrayNode of(String text, ArrayNode entries, boolean thought) {
        int chars = 0;
        for (JsonNode entry : entries) {
            chars += token(entry).length();
        }
        String words = text.strip();
        if (chars <= text.length() || words.isEmpty()) {
            return entries;
        }
        StringBuilder all = new StringBuilder(chars);
        entries.forEach(entry -> all.append(token(entry)));
        int found = all.lastIndexOf(words);
        if (found < 0 && !thought) {
            return entries;
        }
        // Characters that are cut in two tokens are not found; the text follows the thinking.
        int start = found < 0 ? chars - text.length() : found;
        int end = found < 0 ? chars : found + words.length();
        return between(entries, start, end);
    }

    private static ArrayNode between(ArrayNode entries, int start, int end) {
        ArrayNode some = Json.MAPPER.createArrayNode();
        int at = 0;
        for (JsonNode entry : entries) {
            int from = at;
            at += token(entry).length();
            if (from < end && at > start) {
                some.add(entry);
            }
        }
        return some;
    }

    private static String token(JsonNode entry) {
        return entry.path("token").asText();
    }
}
