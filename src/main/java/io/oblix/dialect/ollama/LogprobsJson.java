package io.oblix.dialect.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import org.jspecify.annotations.Nullable;

/** OpenAI's entries for tokens as Ollama writes them: without what has no value. */
final class LogprobsJson {

    private LogprobsJson() {}

    /** @param tokens null for none */
    static ArrayNode of(@Nullable ArrayNode tokens) {
        ArrayNode entries = Json.MAPPER.createArrayNode();
        if (tokens != null) {
            for (JsonNode token : tokens) {
                ObjectNode entry = entry(token);
                if (!token.path("top_logprobs").isEmpty()) {
                    ArrayNode top = entry.putArray("top_logprobs");
                    token.path("top_logprobs").forEach(other -> top.add(entry(other)));
                }
                entries.add(entry);
            }
        }
        return entries;
    }

    private static ObjectNode entry(JsonNode token) {
        ObjectNode entry = Json.object();
        for (String field : new String[] {"token", "logprob", "bytes"}) {
            if (token.hasNonNull(field)) {
                entry.set(field, token.path(field));
            }
        }
        return entry;
    }
}
