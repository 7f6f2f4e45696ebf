package io.oblix.provider.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.oblix.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the fields stand in the bytes of an OpenAI answer or chunk, so that all that does not concern us can be passed
 * on as the bytes it came in: {@code model} is replaced or added, and a field may be replaced or left out.
 */
final class TopLevelFields {

    /** Reads one value and leaves what follows it alone. */
    private static final ObjectReader VALUE =
            Json.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Stands for the value of a field that is not passed on. */
    static final byte[] LEFT_OUT = {};

    private static final byte[] MODEL = "\"model\":".getBytes(StandardCharsets.UTF_8);
    private static final byte[] COMMA_MODEL = ",\"model\":".getBytes(StandardCharsets.UTF_8);

    /** From the opening quote of the name to the end of the value. */
    private record Field(String name, int start, int valueStart, int end) {}

    private final byte[] json;
    private final List<Field> fields = new ArrayList<>(8);
    private @Nullable JsonNode usage;
    private @Nullable JsonNode error;
    private @Nullable JsonNode choices;

    private TopLevelFields(byte[] json) {
        this.json = json;
    }

    /** @throws IOException when the bytes are not one JSON object in UTF-8 */
    static TopLevelFields of(byte[] json) throws IOException {
        TopLevelFields fields = new TopLevelFields(json);
        try (JsonParser parser = Json.MAPPER.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("no JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                fields.read(parser);
            }
            if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
                throw new IOException("no JSON object");
            }
        }
        return fields;
    }

    private void read(JsonParser parser) throws IOException {
        long start = parser.currentTokenLocation().getByteOffset();
        if (start < 0) {
            throw new IOException("not UTF-8");
        }
        String name = parser.currentName();
        parser.nextToken();
        int valueStart = (int) parser.currentTokenLocation().getByteOffset();
        switch (name) {
            case "usage" -> usage = VALUE.readTree(parser);
            case "error" -> error = VALUE.readTree(parser);
            case "choices" -> choices = VALUE.readTree(parser);
            default -> parser.skipChildren();
        }
        parser.finishToken();
        fields.add(new Field(
                name, (int) start, valueStart, (int) parser.currentLocation().getByteOffset()));
    }

    /** Null when there is none, or one that says nothing. */
    @Nullable JsonNode usage() {
        return usage != null && usage.isObject() ? usage : null;
    }

    /** Null when there is none: some servers write {@code "error":null}. */
    @Nullable JsonNode error() {
        return error != null && !error.isNull() ? error : null;
    }

    @Nullable JsonNode choices() {
        return choices;
    }

    /**
     * The same bytes with this model and with the changes asked for. An {@code error} that says nothing is left out,
     * because OpenAI's Java client takes it for one.
     *
     * @param model in quotes; added where there is none
     * @param changes the new value of a field, where it has one, or {@link #LEFT_OUT}
     */
    byte[] with(byte[] model, Map<String, byte[]> changes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.length + model.length + 16);
        out.write(json, 0, opening());
        boolean empty = true;
        boolean named = false;
        int from = 0;
        for (Field field : fields) {
            byte[] value = field.name.equals("model") ? model : changes.get(field.name);
            named |= value == model;
            if (value != LEFT_OUT && !field.name.equals("error")) {
                if (!empty) {
                    // With the comma, also where the field before was left out.
                    out.write(json, from, field.start - from);
                }
                empty = false;
                out.write(json, field.start, (value == null ? field.end : field.valueStart) - field.start);
                out.writeBytes(value == null ? LEFT_OUT : value);
            }
            from = field.end;
        }
        if (!named) {
            out.writeBytes(empty ? MODEL : COMMA_MODEL);
            out.writeBytes(model);
        }
        int end = fields.isEmpty() ? opening() : from;
        out.write(json, end, json.length - end);
        return out.toByteArray();
    }

    /** How much stands before the first field. */
    private int opening() {
        if (!fields.isEmpty()) {
            return fields.get(0).start;
        }
        int brace = 0;
        while (json[brace] != '{') {
            brace++;
        }
        return brace + 1;
    }
}
