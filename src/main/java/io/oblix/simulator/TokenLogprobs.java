package io.oblix.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.oblix.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** How sure a simulated model is of each piece of its answer, as Ollama and OpenAI write it alike. */
final class TokenLogprobs {

    private TokenLogprobs() {}

    static ArrayNode of(List<String> pieces, double logprob) {
        ArrayNode entries = Json.MAPPER.createArrayNode();
        for (String piece : pieces) {
            var entry = entries.addObject().put("token", piece).put("logprob", logprob);
            var bytes = entry.putArray("bytes");
            for (byte b : piece.getBytes(StandardCharsets.UTF_8)) {
                bytes.add(b & 0xff);
            }
            entry.putArray("top_logprobs");
        }
        return entries;
    }
}
