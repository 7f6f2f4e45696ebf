package io.oblix.ask.rescue;

import io.oblix.ask.attempt.LiveAnswer;
import io.oblix.chat.Answer;
import io.oblix.chat.AnswerAround;
import io.oblix.chat.AnswerEvent;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Target;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A stream that goes on when its model breaks off, as long as another run can finish the answer. */
public final class UnbrokenAnswer extends AnswerAround {

    private final Rescue rescue;
    private final SentSoFar sent = new SentSoFar();
    private Answer current;
    private Target target;

    public UnbrokenAnswer(LiveAnswer first, Rescue rescue) {
        this.current = first;
        this.target = first.target();
        this.rescue = rescue;
    }

    @Override
    protected Answer inside() {
        return current;
    }

    @Override
    public @Nullable AnswerEvent next() {
        try {
            AnswerEvent event = current.next();
            if (event != null) {
                sent.add(event);
            }
            return event;
        } catch (UpstreamProblem broken) {
            return goOn(broken);
        }
    }

    @Override
    public boolean isHere() {
        return current.isHere();
    }

    @Override
    public void lend(BooleanSupplier move) {
        current.lend(move);
    }

    private AnswerEvent goOn(UpstreamProblem broken) {
        // Frees its turn at the host, which the next run may need.
        current.close();
        Rescue.Rest rest = rescue.rest(broken, current, target, sent);
        current = rest.answer();
        target = rest.target();
        return rest.continued();
    }
}
