package io.oblix.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The positions of the fields of a JSON object in its bytes, so that a few of them can be read or changed while all else
 * is passed on byte for byte. If a field occurs twice, the last one is read and both are changed.
 */
public final class TopLevelFields {

    /** In place of the value of a field that is to be left out. */
    public static final byte[] LEFT_OUT = {};

    /** From the opening quote of the name to the end of the value, which is parsed only on request. */
    private record Field(
            String name,
            int start,
            int valueStart,
            int end,
            @Nullable JsonNode value) {}

    private final byte[] json;
    private final List<Field> fields = new ArrayList<>(8);

    /** Of an object that somebody else parses, field by field, with {@link #next}. */
    public TopLevelFields(byte[] json) {
        this.json = json;
    }

    /**
     * Reads the field that the parser stands at, whatever it holds; long texts in it are decoded when they are read.
     *
     * @throws IOException when the bytes are no JSON
     */
    public JsonNode next(JsonParser parser) throws IOException {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        String name = parser.currentName();
        parser.nextToken();
        int valueStart = (int) parser.currentTokenLocation().getByteOffset();
        JsonNode value = Json.undecoded(parser);
        parser.finishToken();
        fields.add(new Field(
                name, start, valueStart, (int) parser.currentLocation().getByteOffset(), value));
        return value;
    }

    /** Whether the fields that {@link #next} read have places in the bytes: if they are in UTF-8. */
    public boolean havePlaces() {
        return fields.isEmpty() || fields.get(0).start >= 0;
    }

    /** The bytes of a field's value; null when the field is absent. */
    public @Nullable RawJson raw(String name) {
        Field field = last(name);
        return field == null ? null : new RawJson(json, field.valueStart, field.end);
    }

    /**
     * @param json shared, must not be changed
     * @param parsed the names of the fields to parse for {@link #value}
     * @throws IOException when the bytes are not one JSON object in UTF-8
     */
    public static TopLevelFields of(byte[] json, Set<String> parsed) throws IOException {
        TopLevelFields fields = new TopLevelFields(json);
        try (JsonParser parser = Json.MAPPER.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("no JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                fields.read(parser, parsed);
            }
            if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
                throw new IOException("no JSON object");
            }
        }
        return fields;
    }

    /** The object with these changes, as {@link #with} makes them; bytes that are not an object stay as they are. */
    public static byte[] changed(byte[] json, Map<String, byte[]> changes) {
        try {
            return changes.isEmpty() ? json : of(json, Set.of()).with(changes);
        } catch (IOException notJson) {
            return json;
        }
    }

    /** The JSON of a string. A short one that needs no escapes, as most do not, needs no generator either. */
    public static byte[] quoted(String text) {
        byte[] quoted = new byte[text.length() + 2];
        quoted[0] = '"';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return Json.bytes(TextNode.valueOf(text));
            }
            quoted[i + 1] = (byte) c;
        }
        quoted[quoted.length - 1] = '"';
        return quoted;
    }

    private void read(JsonParser parser, Set<String> parsed) throws IOException {
        long start = parser.currentTokenLocation().getByteOffset();
        if (start < 0) {
            throw new IOException("not UTF-8");
        }
        String name = parser.currentName();
        parser.nextToken();
        int valueStart = (int) parser.currentTokenLocation().getByteOffset();
        JsonNode value = null;
        if (parsed.contains(name)) {
            value = Json.VALUE.readTree(parser);
        } else {
            parser.skipChildren();
        }
        parser.finishToken();
        int end = (int) parser.currentLocation().getByteOffset();
        fields.add(new Field(name, (int) start, valueStart, end, value));
    }

    private @Nullable Field last(String name) {
        for (int i = fields.size() - 1; i >= 0; i--) {
            if (fields.get(i).name.equals(name)) {
                return fields.get(i);
            }
        }
        return null;
    }

    /** Each field that was parsed, as it stands in the bytes: one that is there twice comes twice. */
    public void forEach(BiConsumer<String, JsonNode> parsed) {
        for (Field field : fields) {
            if (field.value != null) {
                parsed.accept(field.name, field.value);
            }
        }
    }

    /** Null when the field is absent or not parsed. */
    public @Nullable JsonNode value(String name) {
        Field field = last(name);
        return field == null ? null : field.value;
    }

    public boolean has(String name) {
        return last(name) != null;
    }

    /** Whether the field is a string that is not empty; it need not be parsed. */
    public boolean hasText(String name) {
        Field field = last(name);
        return field != null && json[field.valueStart] == '"' && field.end - field.valueStart > 2;
    }

    /**
     * The same bytes with these changes; the same array if they change nothing. A field that does not exist yet is appended.
     *
     * @param changes the JSON of the new value of a field, or {@link #LEFT_OUT}
     */
    public byte[] with(Map<String, byte[]> changes) {
        if (changesNothing(changes)) {
            return json;
        }
        byte[] changed = new byte[put(changes, null)];
        put(changes, changed);
        return changed;
    }

    /**
     * Puts the object with these changes together, once to measure it and once to write it, so that a large one is copied
     * once.
     *
     * @param out null to measure
     * @return the length
     */
    private int put(Map<String, byte[]> changes, byte @Nullable [] out) {
        int at = put(json, 0, opening(), out, 0);
        boolean empty = true;
        int from = 0;
        for (Field field : fields) {
            byte[] value = changes.get(field.name);
            if (value != LEFT_OUT) {
                // With the comma, even if the field before was left out.
                at = empty ? at : put(json, from, field.start, out, at);
                at = put(json, field.start, value == null ? field.end : field.valueStart, out, at);
                at = value == null ? at : put(value, 0, value.length, out, at);
                empty = false;
            }
            from = field.end;
        }
        for (Map.Entry<String, byte[]> change : changes.entrySet()) {
            byte[] value = change.getValue();
            if (value != LEFT_OUT && !has(change.getKey())) {
                byte[] name = ((empty ? "\"" : ",\"") + change.getKey() + "\":").getBytes(StandardCharsets.UTF_8);
                at = put(name, 0, name.length, out, at);
                at = put(value, 0, value.length, out, at);
                empty = false;
            }
        }
        return put(json, fields.isEmpty() ? opening() : from, json.length, out, at);
    }

    /** Where the next piece goes. */
    private static int put(byte[] bytes, int start, int end, byte @Nullable [] out, int at) {
        if (out != null) {
            System.arraycopy(bytes, start, out, at, end - start);
        }
        return at + end - start;
    }

    private boolean changesNothing(Map<String, byte[]> changes) {
        for (Map.Entry<String, byte[]> change : changes.entrySet()) {
            if (!isThere(change.getKey(), change.getValue())) {
                return false;
            }
        }
        return true;
    }

    /** Whether the field has this value, and is there once. */
    private boolean isThere(String name, byte[] value) {
        int times = 0;
        for (Field field : fields) {
            if (field.name.equals(name)) {
                times++;
                if (times > 1 || !Arrays.equals(json, field.valueStart, field.end, value, 0, value.length)) {
                    return false;
                }
            }
        }
        return times == 1 || value == LEFT_OUT;
    }

    /** The number of bytes before the first field. */
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
