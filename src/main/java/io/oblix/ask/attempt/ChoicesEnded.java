package io.oblix.ask.attempt;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.json.Json;
import java.util.HashSet;
import java.util.Set;

/** Which choices of an answer have ended; after the last one nothing of the answer follows. */
final class ChoicesEnded {

    private final int asked;
    private final Set<Integer> ended = new HashSet<>();

    /** @param asked how many the client wants, {@code n} */
    ChoicesEnded(int asked) {
        this.asked = Math.max(1, asked);
    }

    /** Notes the end of a choice; true when it is the last one's. */
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
