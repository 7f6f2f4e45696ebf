package io.oblix.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one JSON mapper. It keeps numbers as they are written, because requests are passed on, and limits nesting; the
 * size of the body limits the length of strings (a picture is one long string).
 */
public final class Json {

    /** Levels of nesting; more is an attack or a mistake. */
    private static final int MAX_DEPTH = 500;

    public static final JsonFactory FACTORY = new PlainTextParser.Factory(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            // Jackson's default, a buffer per thread, allocates one per request on virtual threads.
            .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
            .build());

    public static final ObjectMapper MAPPER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** Reads one value and ignores what follows it. */
    public static final ObjectReader VALUE = MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Json() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** A JSON file of the jar, in the package of its owner. */
    public static JsonNode resource(Class<?> owner, String file) {
        try (InputStream in = owner.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + file);
            }
            return MAPPER.readTree(in);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The rows of such a file. Without reflection, which costs every start more than the rest of the file. */
    public static <T> List<T> rows(JsonNode array, Function<JsonNode, T> row) {
        List<T> rows = new ArrayList<>();
        array.forEach(json -> rows.add(row.apply(json)));
        return List.copyOf(rows);
    }

    /** The object in these bytes, or null when they hold anything else. */
    public static @Nullable ObjectNode objectOrNull(byte[] bytes) {
        try {
            return MAPPER.readTree(bytes) instanceof ObjectNode object ? object : null;
        } catch (IOException | NumberFormatException notJson) {
            return null;
        }
    }

    /** The value of this text, or null when it is not JSON. */
    public static @Nullable JsonNode valueOrNull(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException | NumberFormatException notJson) {
            return null;
        }
    }

    /** The value that the parser stands at; long texts are decoded when they are read, and keep the JSON in memory. */
    public static JsonNode undecoded(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                ObjectNode object = object();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.set(name, undecoded(parser));
                }
                return object;
            }
            case START_ARRAY -> {
                ArrayNode array = JsonNodeFactory.instance.arrayNode();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(undecoded(parser));
                }
                return array;
            }
            case VALUE_TRUE, VALUE_FALSE -> {
                return BooleanNode.valueOf(parser.getBooleanValue());
            }
            default -> {
                boolean text = parser.currentToken() == JsonToken.VALUE_STRING;
                return text && parser instanceof PlainTextParser plain ? plain.textNode() : VALUE.readTree(parser);
            }
        }
    }

    /** The text of a field, or null when the field is absent, null or of another type. */
    public static @Nullable String text(@Nullable JsonNode object, String field) {
        JsonNode value = object == null ? null : object.get(field);
        return value != null && value.isTextual() ? value.textValue() : null;
    }

    /** Compact UTF-8. A lone surrogate, which JSON can hold but UTF-8 cannot, is written as an escape. */
    public static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException loneSurrogate) {
            return escaped(node);
        }
    }

    /** An object of these fields and a line end, in the same form. */
    public static byte[] line(JsonFields fields) {
        try {
            return line(fields, false);
        } catch (IOException loneSurrogate) {
            try {
                return line(fields, true);
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }
    }

    private static byte[] line(JsonFields fields, boolean escaped) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        try (JsonGenerator json = MAPPER.createGenerator(line)) {
            json.configure(JsonWriteFeature.ESCAPE_NON_ASCII.mappedFeature(), escaped);
            json.writeStartObject();
            fields.writeTo(json);
            json.writeEndObject();
            json.writeRaw('\n');
        }
        return line.toByteArray();
    }

    private static byte[] escaped(JsonNode node) {
        try {
            return MAPPER.writer()
                    .with(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .without(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT)
                    .writeValueAsBytes(node);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** The type of a JSON value in the words of OpenAI's error messages. */
    public static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT, POJO -> "an object";
            case ARRAY -> "an array";
            case STRING, BINARY -> "a string";
            case BOOLEAN -> "a boolean";
            case NUMBER -> value.isIntegralNumber() ? "an integer" : "a decimal";
            case NULL, MISSING -> "null";
        };
    }
}
