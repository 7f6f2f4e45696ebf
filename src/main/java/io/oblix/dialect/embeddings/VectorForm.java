package io.oblix.dialect.embeddings;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.oblix.json.Json;
import io.oblix.json.RawJson;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** How a vector is written. One in the other form is converted; one in this form is copied as it is. */
public enum VectorForm {
    /** A JSON array of numbers. */
    FLOATS {
        @Override
        byte[] converted(RawJson vector) throws IOException {
            StringBuilder text = new StringBuilder(vector.length() * 2).append('[');
            ByteBuffer floats = floats(vector);
            while (floats.hasRemaining()) {
                text.append(text.length() == 1 ? "" : ",").append(finite(floats.getFloat()));
            }
            return text.append(']').toString().getBytes(StandardCharsets.US_ASCII);
        }
    },

    /** Base64 of 32-bit floats, little-endian, which is what OpenAI's own clients ask for. */
    BASE64 {
        @Override
        byte[] converted(RawJson vector) throws IOException {
            // A number has two characters at least: itself and a comma.
            ByteBuffer floats =
                    ByteBuffer.allocate(Float.BYTES * (vector.length() / 2 + 1)).order(ByteOrder.LITTLE_ENDIAN);
            try (JsonParser parser = Json.MAPPER.createParser(vector.bytes(), vector.start(), vector.length())) {
                parser.nextToken();
                JsonToken number;
                while ((number = parser.nextToken()) != JsonToken.END_ARRAY) {
                    if (number == null || !number.isNumeric()) {
                        throw new IOException("no number");
                    }
                    floats.putFloat(finite(parser.getFloatValue()));
                }
            }
            byte[] base64 = Base64.getEncoder().encode(Arrays.copyOf(floats.array(), floats.position()));
            return ByteBuffer.allocate(base64.length + 2)
                    .put((byte) '"')
                    .put(base64)
                    .put((byte) '"')
                    .array();
        }
    };

    abstract byte[] converted(RawJson vector) throws IOException;

    /** Whether a vector is in this form already. */
    public boolean isOf(RawJson vector) {
        return (vector.bytes()[vector.start()] == '"') == (this == BASE64);
    }

    /**
     * The JSON of a vector in this form.
     *
     * @param model that made it, for the error
     * @throws UpstreamProblem when it is not a vector of numbers
     */
    public byte[] of(RawJson vector, String model) {
        if (isOf(vector)) {
            return Arrays.copyOfRange(vector.bytes(), vector.start(), vector.end());
        }
        try {
            return converted(vector);
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new UpstreamProblem(
                    FailureKind.BROKEN_ANSWER, model, "sent a vector that does not consist of numbers");
        }
    }

    private static ByteBuffer floats(RawJson vector) throws IOException {
        String text = Json.MAPPER.readValue(vector.bytes(), vector.start(), vector.length(), String.class);
        byte[] bytes = Base64.getDecoder().decode(text);
        if (bytes.length % Float.BYTES != 0) {
            throw new IOException("no whole number of floats");
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static float finite(float number) throws IOException {
        if (!Float.isFinite(number)) {
            throw new IOException("no number");
        }
        return number;
    }
}
