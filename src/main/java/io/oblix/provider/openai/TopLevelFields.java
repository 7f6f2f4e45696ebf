package io.oblix.provider.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.TextNode;
import io.oblix.chat.Json;
import io.oblix.chat.Usage;
import io.oblix.chat.UsageJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Where the few fields that concern us stand in the bytes of an OpenAI answer or chunk, so that the rest can be passed
 * on as the bytes it came in: only the value of {@code model} is replaced, and {@code usage} cut out where the caller
 * did not ask for it.
 */
final class TopLevelFields {

    /** Reads one value and leaves what follows it alone. */
    private static final ObjectReader VALUE =
            Json.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final byte[] json;
    private int modelStart = -1;
    private int modelEnd;
    private int usageStart = -1;
    private int usageEnd;
    private @Nullable Usage usage;
    private @Nullable JsonNode error;
    private @Nullable JsonNode choices;

    private TopLevelFields(byte[] json) {
        this.json = json;
    }

    /** @throws IOException when the bytes are not one JSON object */
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
        int fieldStart = (int) parser.currentTokenLocation().getByteOffset();
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        int valueStart = (int) parser.currentTokenLocation().getByteOffset();
        switch (name) {
            case "model" -> {
                parser.finishToken();
                parser.skipChildren();
                modelStart = valueStart;
                modelEnd = (int) parser.currentLocation().getByteOffset();
            }
            case "usage" -> {
                JsonNode read = VALUE.readTree(parser);
                usage = read.isObject() ? UsageJson.read(read) : null;
                usageStart = fieldStart;
                usageEnd = (int) parser.currentLocation().getByteOffset();
            }
            case "error" -> error = value == JsonToken.VALUE_NULL ? null : VALUE.readTree(parser);
            case "choices" -> choices = VALUE.readTree(parser);
            default -> parser.skipChildren();
        }
    }

    @Nullable Usage usage() {
        return usage;
    }

    @Nullable JsonNode error() {
        return error;
    }

    @Nullable JsonNode choices() {
        return choices;
    }

    /** The same bytes with this model, and without {@code usage} when it is not to be kept. */
    byte[] with(String model, boolean keepUsage) {
        byte[] quoted = quote(model);
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.length + quoted.length);
        int at = 0;
        boolean cutFirst = !keepUsage && usageStart >= 0 && usageStart < modelStart;
        if (cutFirst) {
            at = cutUsage(out, at);
        }
        if (modelStart >= 0) {
            out.write(json, at, modelStart - at);
            out.writeBytes(quoted);
            at = modelEnd;
        }
        if (!keepUsage && usageStart >= 0 && !cutFirst) {
            at = cutUsage(out, at);
        }
        out.write(json, at, json.length - at);
        return out.toByteArray();
    }

    /** Takes one comma along: the one before, or the one behind when the field is the first. */
    private int cutUsage(ByteArrayOutputStream out, int at) {
        int before = usageStart - 1;
        while (before > 0 && isSpace(json[before])) {
            before--;
        }
        if (json[before] == ',') {
            out.write(json, at, before - at);
            return usageEnd;
        }
        out.write(json, at, usageStart - at);
        int behind = usageEnd;
        while (behind < json.length && isSpace(json[behind])) {
            behind++;
        }
        return behind < json.length && json[behind] == ',' ? behind + 1 : usageEnd;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private static byte[] quote(String model) {
        return Json.bytes(TextNode.valueOf(model));
    }
}
