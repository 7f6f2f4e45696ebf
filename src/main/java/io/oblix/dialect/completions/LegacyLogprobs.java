package io.oblix.dialect.completions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.CompletionRequest;
import io.oblix.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * The log-probabilities of one choice in the form of completions: four lists of the same length. In a chat each token is an
 * object.
 */
final class LegacyLogprobs {

    private final boolean withAlternatives;
    private ObjectNode json = lists();
    private int offset;

    LegacyLogprobs(CompletionRequest completion, int choice) {
        withAlternatives = completion.logprobs() > 0;
        // Offsets count from the beginning of the prompt.
        offset = completion.prompt(choice).length();
    }

    private static ObjectNode lists() {
        ObjectNode lists = Json.object();
        lists.putArray("tokens");
        lists.putArray("token_logprobs");
        lists.putArray("top_logprobs");
        lists.putArray("text_offset");
        return lists;
    }

    /** @param entries of some tokens, as in a chat; null for none */
    void add(@Nullable ArrayNode entries) {
        if (entries == null) {
            return;
        }
        for (JsonNode entry : entries) {
            String token = entry.path("token").asText();
            list("tokens").add(token);
            list("token_logprobs").add(entry.path("logprob"));
            list("text_offset").add(offset);
            offset += token.length();
            if (withAlternatives) {
                ObjectNode top = list("top_logprobs").addObject();
                entry.path("top_logprobs")
                        .forEach(other -> top.set(other.path("token").asText(), other.path("logprob")));
            }
        }
    }

    private ArrayNode list(String name) {
        return json.withArray(name);
    }

    /** What was added since the last call; JSON's null if nothing was. */
    JsonNode toJson() {
        if (json.path("tokens").isEmpty()) {
            return NullNode.instance;
        }
        ObjectNode all = json;
        if (!withAlternatives) {
            all.putNull("top_logprobs");
        }
        json = lists();
        return all;
    }
}
