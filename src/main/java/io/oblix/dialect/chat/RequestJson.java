package io.oblix.dialect.chat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.json.RawJson;
import io.oblix.problem.RequestProblem;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of a request, parsed once: its tree, and the position of the messages in the bytes, because serialising a
 * conversation of 100 kB again takes as long as parsing it.
 *
 * @param messages the last field of that name; null if there is none, or if the JSON is not in UTF-8
 */
record RequestJson(ObjectNode object, @Nullable RawJson messages) {

    /** Reads one value and ignores what follows it. */
    private static final ObjectReader VALUE =
            Json.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /**
     * @throws RequestProblem when it is JSON but not an object
     * @throws IOException when it is not JSON
     */
    static RequestJson parse(byte[] bytes) throws IOException {
        ObjectNode object = Json.object();
        RawJson messages = null;
        try (JsonParser parser = Json.MAPPER.createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw noObject(VALUE.readTree(parser));
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                long start = parser.currentTokenLocation().getByteOffset();
                object.set(name, VALUE.<JsonNode>readTree(parser));
                if (name.equals("messages") && start >= 0) {
                    parser.finishToken();
                    messages = new RawJson(
                            bytes, (int) start, (int) parser.currentLocation().getByteOffset());
                }
            }
            if (parser.nextToken() != null) {
                throw RequestProblem.malformedJson("HINT: something follows the JSON object");
            }
        }
        return new RequestJson(object, messages);
    }

    private static RequestProblem noObject(@Nullable JsonNode value) {
        return RequestProblem.malformedJson(
                "Expected a JSON object, but got " + (value == null ? "null (no value)" : Json.typeOf(value)));
    }
}
