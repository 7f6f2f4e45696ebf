package io.oblix.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class OllamaGenerateTest {

    @Test
    void loadingAModelIsAnsweredWithAResponseAndNoMessage() {
        ObjectNode body = Json.object().put("model", "m");
        SimulatedRequest load = new SimulatedRequest("POST", "/api/generate", Map.of(), body);

        String answer = Objects.requireNonNull(new OllamaWire().other(load, List.of(), List.of()));

        ObjectNode line = Objects.requireNonNull(Json.objectOrNull(answer.getBytes(StandardCharsets.UTF_8)));
        assertThat(line.path("response").asText("none")).isEmpty();
        assertThat(line.path("done_reason").asText()).isEqualTo("load");
        assertThat(line.has("message")).isFalse();
    }
}
