package io.oblix.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ModelName;
import io.oblix.json.Json;
import io.oblix.json.JsonType;
import io.oblix.json.RawJson;
import io.oblix.json.TopLevelFields;
import io.oblix.problem.RequestProblem;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of a request, parsed once: its tree, and where its fields stand in the bytes, so that a provider can get them as
 * they were sent.
 *
 * @param fields null if the JSON is not in UTF-8
 */
public record RequestJson(ObjectNode object, @Nullable TopLevelFields fields) {

    /** @throws RequestProblem when the body of the request is not a JSON object */
    public static RequestJson read(byte[] bytes) {
        if (bytes.length == 0) {
            throw RequestProblem.malformedJson("The body is empty. HINT: POST a JSON object with 'messages'");
        }
        try {
            return parse(bytes);
        } catch (JsonProcessingException malformed) {
            throw RequestProblem.malformedJson("HINT: " + firstLine(malformed.getOriginalMessage()));
        } catch (NumberFormatException outOfRange) {
            throw RequestProblem.malformedJson("HINT: a number is out of range");
        } catch (IOException unreadable) {
            throw RequestProblem.malformedJson("HINT: it is not UTF-8");
        }
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        String line = end < 0 ? message : message.substring(0, end);
        return line.length() <= 200 ? line : line.substring(0, 200);
    }

    private static RequestJson parse(byte[] bytes) throws IOException {
        ObjectNode object = Json.object();
        TopLevelFields fields = new TopLevelFields(bytes);
        try (JsonParser parser = Json.MAPPER.createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw noObject(Json.VALUE.readTree(parser));
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                object.set(name, fields.next(parser));
            }
            if (parser.nextToken() != null) {
                throw RequestProblem.malformedJson("HINT: something follows the JSON object");
            }
        }
        return new RequestJson(object, fields.havePlaces() ? fields : null);
    }

    /** The bytes of the last field {@code messages}; null if there is none, or if they are not in UTF-8. */
    public @Nullable RawJson messages() {
        return fields == null ? null : fields.raw("messages");
    }

    /**
     * The {@code model} asked for; empty when there was none.
     *
     * @throws RequestProblem when it is not a text that can be a name
     */
    public String model() {
        JsonNode model = object.get("model");
        if (model == null || model.isNull()) {
            return "";
        }
        JsonType.demand(model.isTextual(), "model", "a string", model);
        String name = model.textValue().strip();
        if (!name.isEmpty() && !ModelName.isPrintable(name)) {
            throw RequestProblem.modelNotFound("(not a printable name)");
        }
        return name;
    }

    /**
     * A flag of an object; false when it is absent or null.
     *
     * @param param its path, for the error
     */
    public static boolean flag(JsonNode object, String field, String param) {
        JsonNode value = object.get(field);
        if (value == null || value.isNull()) {
            return false;
        }
        JsonType.demand(value.isBoolean(), param, "a boolean", value);
        return value.booleanValue();
    }

    private static RequestProblem noObject(@Nullable JsonNode value) {
        return RequestProblem.malformedJson(
                "Expected a JSON object, but got " + (value == null ? "null (no value)" : Json.typeOf(value)));
    }
}
