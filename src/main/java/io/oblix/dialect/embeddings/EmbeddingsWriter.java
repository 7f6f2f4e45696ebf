package io.oblix.dialect.embeddings;

import io.oblix.chat.Usage;
import io.oblix.json.TopLevelFields;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The body of an answer: {@code {"object":"list","data":[{"object":"embedding","index":0,"embedding":[...]}],...}}. */
final class EmbeddingsWriter {

    private EmbeddingsWriter() {}

    /** @param vectors the JSON of each; their bytes are copied once */
    static byte[] write(List<byte[]> vectors, String model, Usage usage) {
        List<byte[]> pieces = new ArrayList<>(2 * vectors.size() + 1);
        for (int i = 0; i < vectors.size(); i++) {
            String before = i == 0 ? "{\"object\":\"list\",\"data\":[" : "},";
            pieces.add(ascii(before + "{\"object\":\"embedding\",\"index\":" + i + ",\"embedding\":"));
            pieces.add(vectors.get(i));
        }
        pieces.add(ascii("}],\"model\":"));
        pieces.add(TopLevelFields.quoted(model));
        pieces.add(ascii(",\"usage\":{\"prompt_tokens\":" + usage.promptTokens() + ",\"total_tokens\":"
                + usage.totalTokens() + "}}"));
        ByteBuffer body = ByteBuffer.allocate(
                pieces.stream().mapToInt(piece -> piece.length).reduce(0, Math::addExact));
        pieces.forEach(body::put);
        return body.array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
