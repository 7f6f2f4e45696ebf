package io.oblix.dialect.responses;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** JSON that differs in a few values only. Filling them in takes a fraction of the time and memory that a tree does. */
final class JsonTemplate {

    static final byte[] NULL = utf8("null");
    static final byte[] EMPTY_ARRAY = utf8("[]");

    private final byte[][] parts;

    /** @param json with a {@code $} in the place of each value */
    JsonTemplate(String json) {
        parts = Arrays.stream(json.split("\\$", -1)).map(JsonTemplate::utf8).toArray(byte[][]::new);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] number(long number) {
        return utf8(Long.toString(number));
    }

    /** The elements of an array, without the brackets around them. */
    static byte[] elements(List<byte[]> each) {
        if (each.size() == 1) {
            return each.get(0);
        }
        ByteArrayOutputStream array = new ByteArrayOutputStream(512);
        for (byte[] element : each) {
            if (array.size() > 0) {
                array.write(',');
            }
            array.writeBytes(element);
        }
        return array.toByteArray();
    }

    /** @param values what stands in each place, in their order */
    byte[] fill(byte[]... values) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        for (byte[] value : values) {
            length += value.length;
        }
        byte[] json = Arrays.copyOf(parts[0], length);
        int at = parts[0].length;
        for (int i = 0; i < values.length; i++) {
            at = put(values[i], json, at);
            at = put(parts[i + 1], json, at);
        }
        return json;
    }

    private static int put(byte[] bytes, byte[] json, int at) {
        System.arraycopy(bytes, 0, json, at, bytes.length);
        return at + bytes.length;
    }
}
