package io.oblix.ask.attempt;

import io.oblix.provider.Question;
import io.oblix.provider.Target;

/**
 * One layer of asking one target. It decides whether, when and how often the layer below it is asked; the lowest one
 * makes the call.
 */
@FunctionalInterface
public interface Layer {

    /**
     * @param question what to ask: the inquiry's own, or what is left of it
     * @return an answer that the caller must close
     * @throws io.oblix.problem.UpstreamProblem when the target fails, or may not be asked now
     * @throws io.oblix.problem.RequestProblem when the target cannot be asked this in its format
     * @throws io.oblix.problem.ClientDisconnected when the client left meanwhile
     */
    LiveAnswer ask(Inquiry inquiry, Target target, Question question);
}
