package io.oblix.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Ollama's {@code /api/generate}: the lines of a chat, with the text in another field. */
final class OllamaGenerateWire extends OllamaWire {

    @Override
    public String whole(SimulatedRequest request, SimulatedAnswer answer) {
        return generated(super.whole(request, answer));
    }

    @Override
    public String piece(String model, String text) {
        return generated(super.piece(model, text));
    }

    @Override
    public List<String> end(String model, SimulatedAnswer answer, SimulatedRequest request) {
        return super.end(model, answer, request).stream()
                .map(OllamaGenerateWire::generated)
                .toList();
    }

    @Override
    public Fault.@Nullable Status objection(SimulatedRequest request) {
        return inserts(request) || !request.body().hasNonNull("suffix")
                ? null
                : refusal(
                        400,
                        "registry.ollama.ai/library/"
                                + request.body().path("model").asText() + " does not support insert");
    }

    private static String generated(String line) {
        return generated(Objects.requireNonNull(Json.objectOrNull(line.getBytes(StandardCharsets.UTF_8))));
    }

    /** @param json of a chat */
    static String generated(ObjectNode json) {
        json.put("response", json.remove("message").path("content").asText());
        return json + "\n";
    }
}
