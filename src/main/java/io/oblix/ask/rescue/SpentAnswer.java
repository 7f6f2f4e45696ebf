package io.oblix.ask.rescue;

import io.oblix.chat.Answer;
import io.oblix.chat.AnswerAround;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Usage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The end of an answer that broke off where the client's limit of tokens ends it. */
final class SpentAnswer extends AnswerAround {

    private final Answer broken;
    private final Deque<AnswerEvent> left;

    /** @param usage an estimate: the model that broke off left no count behind */
    SpentAnswer(Answer broken, Usage usage) {
        this.broken = broken;
        this.left = new ArrayDeque<>(List.of(new AnswerEvent.Finish("length"), new AnswerEvent.Counted(usage)));
    }

    @Override
    protected Answer inside() {
        return broken;
    }

    @Override
    public @Nullable AnswerEvent next() {
        return left.poll();
    }
}
