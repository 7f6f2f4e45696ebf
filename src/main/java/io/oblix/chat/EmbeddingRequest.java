package io.oblix.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What is to be embedded. A request with this memo is for vectors and not for an answer in words: a provider without
 * embeddings is not asked, and its answer is one {@link AnswerEvent.Vectors}.
 *
 * @param inputs each a text, or an array of a tokenizer's numbers; not empty. The vectors come in the same order
 * @param fields what else the client sent, in OpenAI's words: {@code dimensions}, {@code encoding_format}, {@code user};
 *     and in Ollama's: {@code truncate}, {@code options}, {@code keep_alive}; without {@code model}
 * @param isPart whether the client sent more inputs than these
 * @param loadsOnly whether the client wants no vector: a client of Ollama's brings a model into memory by an empty text
 */
public record EmbeddingRequest(ArrayNode inputs, ObjectNode fields, boolean isPart, boolean loadsOnly)
        implements Rendering.Memo {

    /**
     * The most that one call may hold.
     *
     * @param inputs at least 1
     * @param tokens of all inputs together, as they are estimated; at least 1
     */
    public record Batch(int inputs, int tokens) {

        public static final Batch ANY = new Batch(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /** Null for a request for an answer in words. */
    public static @Nullable EmbeddingRequest of(ChatRequest request) {
        return request.rendering().memo() instanceof EmbeddingRequest embeddings ? embeddings : null;
    }

    /** Whether the client wants each vector as base64 of 32-bit floats, little-endian, and not as an array of numbers. */
    public boolean wantsBase64() {
        return "base64".equals(Json.text(fields, "encoding_format"));
    }

    /** Whether some input is not a text but a tokenizer's numbers. */
    public boolean hasTokens() {
        for (JsonNode input : inputs) {
            if (input.isArray()) {
                return true;
            }
        }
        return false;
    }

    /** The same for these inputs only. */
    public EmbeddingRequest part(int from, int to) {
        ArrayNode some = Json.MAPPER.createArrayNode();
        for (int i = from; i < to; i++) {
            some.add(inputs.get(i));
        }
        return new EmbeddingRequest(some, fields, true, loadsOnly);
    }
}
