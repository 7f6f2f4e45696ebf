package io.oblix.ask.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.json.Json;
import io.oblix.json.TopLevelFields;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Pieces of an answer without the log probabilities that its client did not ask for. */
final class WithoutLogprobs {

    private static final Set<String> PARSED = Set.of("choices");

    private WithoutLogprobs() {}

    /** Frames are left as they are: the provider that makes them takes the values out. */
    static AnswerEvent of(AnswerEvent event) {
        if (event instanceof AnswerEvent.Text text) {
            return text.logprobs() == null ? text : new AnswerEvent.Text(text.text());
        } else if (event instanceof AnswerEvent.Chunk chunk) {
            JsonNode choices = chunk.parsed();
            return emptied(choices)
                    ? new AnswerEvent.Chunk(with(chunk.json(), choices), chunk.isContent(), choices)
                    : chunk;
        } else if (event instanceof AnswerEvent.Whole whole) {
            JsonNode choices = choices(whole.json());
            return emptied(choices)
                    ? new AnswerEvent.Whole(with(whole.json(), choices), choices, whole.model())
                    : whole;
        }
        return event;
    }

    /** Empties them where they are, and returns whether there were any. */
    private static boolean emptied(@Nullable JsonNode choices) {
        boolean any = false;
        if (choices != null) {
            for (JsonNode choice : choices) {
                if (choice.hasNonNull("logprobs") && choice instanceof ObjectNode of) {
                    of.putNull("logprobs");
                    any = true;
                }
            }
        }
        return any;
    }

    private static byte[] with(byte[] json, @Nullable JsonNode choices) {
        return choices == null ? json : TopLevelFields.changed(json, Map.of("choices", Json.bytes(choices)));
    }

    private static @Nullable JsonNode choices(byte[] json) {
        try {
            return TopLevelFields.of(json, PARSED).value("choices");
        } catch (IOException notJson) {
            return null;
        }
    }
}
