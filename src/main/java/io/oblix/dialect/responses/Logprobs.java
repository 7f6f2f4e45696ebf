package io.oblix.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.nio.charset.StandardCharsets;

/** Probabilities of tokens as a chat completion has them, with the bytes that this API's clients insist on. */
final class Logprobs {

    private Logprobs() {}

    static ArrayNode withBytes(ArrayNode tokens) {
        ArrayNode whole = tokens.deepCopy();
        for (JsonNode token : whole) {
            add(token);
            if (!token.path("top_logprobs").isArray() && token instanceof ObjectNode object) {
                object.putArray("top_logprobs");
            }
            token.path("top_logprobs").forEach(Logprobs::add);
        }
        return whole;
    }

    private static void add(JsonNode token) {
        if (token instanceof ObjectNode object && !object.path("bytes").isArray()) {
            ArrayNode bytes = Json.MAPPER.createArrayNode();
            for (byte one : object.path("token").asText().getBytes(StandardCharsets.UTF_8)) {
                bytes.add(Byte.toUnsignedInt(one));
            }
            object.set("bytes", bytes);
        }
    }
}
