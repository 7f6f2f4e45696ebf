package io.oblix.provider;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ModelName;
import io.oblix.chat.Usage;
import io.oblix.json.ByteOrderMark;
import io.oblix.json.Json;
import io.oblix.json.RawJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer that consists of vectors. Only the places of the vectors in its bytes are noted: they are hundreds of
 * kilobytes of numbers, which most clients get as they are.
 */
public abstract class VectorsReader extends AnswerReader.OfWhole {

    /** Reads one value and ignores what follows it. */
    private static final ObjectReader VALUE =
            Json.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final int USUAL_BYTES = 16 * 1024;

    protected final ModelName model;
    private final @Nullable RawJson[] vectors;
    private boolean isOpenAis;
    private @Nullable String modelName;
    private Usage usage = Usage.NONE;
    private byte[] json = {};

    /** @param inputs how many vectors there must be */
    protected VectorsReader(ModelName model, int inputs, boolean isOpenAis) {
        super(USUAL_BYTES);
        this.model = model;
        this.vectors = new RawJson[inputs];
        this.isOpenAis = isOpenAis;
    }

    /** A field of the answer, at the first token of its value. All of the value must be read. */
    protected abstract void field(String name, JsonParser parser) throws IOException;

    @Override
    protected void end(byte[] answer, Consumer<AnswerEvent> out) {
        json = ByteOrderMark.without(answer);
        try (JsonParser parser = Json.MAPPER.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw broken();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.equals("model")) {
                    modelName = value(parser).asText();
                } else {
                    field(name, parser);
                }
            }
            if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
                throw broken();
            }
        } catch (IOException | NumberFormatException noJson) {
            throw broken();
        }
        List<RawJson> all = new ArrayList<>(vectors.length);
        for (RawJson vector : vectors) {
            if (vector == null) {
                throw StandardErrors.broken(model, "answered with fewer vectors than it was given inputs");
            }
            all.add(vector);
        }
        out.accept(new AnswerEvent.Vectors(all, isOpenAis && modelName != null));
        out.accept(new AnswerEvent.Counted(usage));
    }

    /** The vector of an input. */
    protected final void vector(int index, RawJson vector) {
        if (index < 0 || index >= vectors.length || vectors[index] != null) {
            throw StandardErrors.broken(model, "answered with other vectors than it was asked for");
        }
        // Others than OpenAI may send them in another order.
        isOpenAis &= index == 0 || vectors[index - 1] != null;
        vectors[index] = vector;
    }

    protected final void tokens(long prompt) {
        usage = Usage.of(Math.max(0, prompt), 0);
    }

    /** The place of the current value, an array or a text; null for any other, which is no vector. */
    protected final @Nullable RawJson place(JsonParser parser) throws IOException {
        long start = parser.currentTokenLocation().getByteOffset();
        boolean isVector =
                parser.currentToken() == JsonToken.START_ARRAY || parser.currentToken() == JsonToken.VALUE_STRING;
        parser.skipChildren();
        parser.finishToken();
        return isVector && start >= 0
                ? new RawJson(json, (int) start, (int) parser.currentLocation().getByteOffset())
                : null;
    }

    protected static JsonNode value(JsonParser parser) throws IOException {
        return VALUE.readTree(parser);
    }

    protected final RuntimeException broken() {
        return StandardErrors.broken(
                model, json.length == 0 ? "answered with nothing" : "answered with something other than vectors");
    }

    @Override
    public @Nullable String model() {
        return modelName;
    }
}
