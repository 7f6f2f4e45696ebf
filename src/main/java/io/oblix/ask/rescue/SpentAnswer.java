package io.oblix.ask.rescue;

import io.oblix.chat.Answer;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.AnsweredBy;
import io.oblix.chat.Usage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The end of an answer that broke off where the client's limit of tokens ends it. */
final class SpentAnswer implements Answer {

    private final Answer broken;
    private final Deque<AnswerEvent> left;

    /** @param usage an estimate: the model that broke off left no count behind */
    SpentAnswer(Answer broken, Usage usage) {
        this.broken = broken;
        this.left = new ArrayDeque<>(List.of(new AnswerEvent.Finish("length"), new AnswerEvent.Counted(usage)));
    }

    @Override
    public AnsweredBy by() {
        return broken.by();
    }

    @Override
    public String model() {
        return broken.model();
    }

    @Override
    public @Nullable AnswerEvent next() {
        return left.poll();
    }

    @Override
    public void close() {
        broken.close();
    }
}
