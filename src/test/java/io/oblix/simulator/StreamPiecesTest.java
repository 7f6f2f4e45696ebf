package io.oblix.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where each fault ends a stream; the format is Ollama's, which has no opening. */
class StreamPiecesTest {

    private static final SimulatedAnswer ANSWER = SimulatedAnswer.of("one two three", 5);

    private static List<String> texts(@Nullable Fault fault) {
        SimulatedRequest request = new SimulatedRequest(
                "POST", "/api/chat", Map.of(), Json.object().put("model", "m"));
        List<String> texts = new ArrayList<>();
        for (String piece : StreamPieces.of(new OllamaWire(), request, ANSWER, fault)) {
            var json = Json.objectOrNull(piece.getBytes(StandardCharsets.UTF_8));
            texts.add(
                    json == null
                            ? piece.strip()
                            : json.has("error")
                                    ? "error"
                                    : json.path("done").asBoolean()
                                            ? "end"
                                            : json.at("/message/content").asText());
        }
        return texts;
    }

    @Test
    void withoutAFaultAllTextAndTheEndAreSent() {
        assertThat(texts(null)).containsExactly("one ", "two ", "three", "end");
    }

    @Test
    void aCutOrStallEndsAfterItsPieces() {
        assertThat(texts(new Fault.Cut(2))).containsExactly("one ", "two ");
        assertThat(texts(new Fault.Stall(0))).isEmpty();
        assertThat(texts(new Fault.Cut(9))).containsExactly("one ", "two ", "three");
    }

    @Test
    void aHoldIsFollowedByTheRestAndTheEnd() {
        assertThat(texts(new Fault.Hold(1))).containsExactly("one ", StreamPieces.HOLD, "two ", "three", "end");
    }

    @Test
    void anErrorEventOrAMalformedOneIsTheLastPiece() {
        assertThat(texts(new Fault.ErrorEvent(1))).containsExactly("one ", "error");
        assertThat(texts(new Fault.Malformed(1))).containsExactly("one ", "{\"model\":\"half a li");
    }

    @Test
    void withoutAnEndAllTextIsSent() {
        assertThat(texts(new Fault.NoEnd())).containsExactly("one ", "two ", "three");
    }

    @Test
    void anAnswerGoesOnAfterItsPrefill() {
        assertThat(ANSWER.after("one tw").pieces()).containsExactly("o ", "three");
        assertThat(ANSWER.after("else").pieces()).isEqualTo(ANSWER.pieces());
        assertThat(ANSWER.after("one two three").pieces()).isEmpty();
    }
}
