package io.oblix.ask.attempt;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.json.Json;
import java.util.HashSet;
import java.util.Set;

/** The choices of an answer that have had their end: behind the last, nothing of the answer is to come. */
final class ChoicesEnded {

    private final int asked;
    private final Set<Integer> ended = new HashSet<>();

    /** @param asked how many the caller wants, {@code n} */
    ChoicesEnded(int asked) {
        this.asked = Math.max(1, asked);
    }

    /** Notes an end; true when it is that of the last one. */
    boolean note(AnswerEvent event) {
        if (!(event instanceof AnswerEvent.Chunk chunk)) {
            return event instanceof AnswerEvent.Finish;
        }
        JsonNode choices = chunk.choices();
        if (choices == null) {
            return false;
        }
        for (JsonNode choice : choices) {
            if (Json.text(choice, "finish_reason") != null) {
                ended.add(choice.path("index").asInt());
            }
        }
        return ended.size() >= asked;
    }
}
