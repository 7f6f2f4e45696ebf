package io.oblix.ask.attempt;

import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.policy.Decision;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Question;
import io.oblix.provider.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Receives the events of each call upstream; must not block. */
public interface AttemptListener {

    /**
     * A model is about to be asked.
     *
     * @param failed the problems of the targets that were given up before, for the same request
     */
    default void asking(ChatRequest request, Decision decision, ModelName model, List<UpstreamProblem> failed) {}

    /** What follows the call to a target that is about to be sent; null for nothing. */
    default @Nullable CallSpan span(Question question, Target target) {
        return null;
    }

    /** A call is about to be sent, to one address of a model. */
    default void sending(Question question, Place place) {}

    /** A stream broke off after the client received part of it, with this outcome. */
    default void rescued(ChatRequest request, RescueOutcome outcome) {}

    /** The target of a request was late, and the fallback was to be asked as well, with this outcome. */
    default void hedged(ChatRequest request, Decision decision, HedgeOutcome outcome) {}

    /**
     * A local answer is not sent, if the fallback answers.
     *
     * @param why in lower-case-with-dashes
     */
    default void doubted(ChatRequest request, ModelName model, String why) {}

    /** The fallback failed, so the answer in doubt is sent after all. */
    default void undoubted(ChatRequest request, Decision decision) {}

    /** A call has ended, well or not. */
    void ended(AttemptRecord attempt);
}
