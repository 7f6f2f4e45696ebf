package io.oblix.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Answer;
import io.oblix.chat.AnswerAround;
import io.oblix.chat.AnswerEvent;
import io.oblix.json.Json;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** An answer with what a provider passed on in OpenAI's format in words of ours, for a dialect that is written from those. */
final class AnswerInWords extends AnswerAround {

    private final Answer answer;
    private final Deque<AnswerEvent> words = new ArrayDeque<>();
    private ChunkWords chunks = new ChunkWords(words::add);

    /** As the provider's chunks say it; null while no chunk has been read. */
    private @Nullable String model;

    AnswerInWords(Answer answer) {
        this.answer = answer;
    }

    @Override
    protected Answer inside() {
        return answer;
    }

    @Override
    public String model() {
        String said = model;
        return said == null ? answer.model() : said;
    }

    @Override
    public @Nullable AnswerEvent next() {
        while (words.isEmpty()) {
            AnswerEvent read = answer.next();
            if (read == null) {
                return null;
            }
            add(read);
        }
        return words.poll();
    }

    @Override
    public boolean isHere() {
        while (words.isEmpty() && answer.isHere()) {
            add(Objects.requireNonNull(answer.next()));
        }
        return !words.isEmpty();
    }

    @Override
    public void lend(BooleanSupplier move) {
        if (words.isEmpty()) {
            answer.lend(move);
        }
    }

    private void add(AnswerEvent read) {
        if (read instanceof AnswerEvent.Chunk chunk) {
            add(chunk);
        } else if (read instanceof AnswerEvent.Whole whole) {
            add(whole);
        } else {
            if (read instanceof AnswerEvent.Continued) {
                // The rest of the answer is another stream, with a model and indexes of its own.
                model = null;
                chunks = new ChunkWords(words::add);
            }
            words.add(read);
        }
    }

    private void add(AnswerEvent.Chunk chunk) {
        if (model != null && chunk.says() != null) {
            words.add(chunk.says());
            return;
        }
        JsonNode choices = chunk.choices();
        if (model == null || choices == null) {
            ObjectNode json = Json.objectOrNull(chunk.json());
            model = Json.text(json, "model");
            choices = json == null ? null : json.get("choices");
        }
        chunks.chunk(choices);
    }

    private void add(AnswerEvent.Whole whole) {
        JsonNode choices = whole.choices();
        model = whole.model();
        if (choices == null) {
            ObjectNode json = Json.objectOrNull(whole.json());
            model = Json.text(json, "model");
            choices = json == null ? Json.object() : json.path("choices");
        }
        chunks.whole(choices.path(0));
    }
}
