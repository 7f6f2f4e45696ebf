package io.oblix.provider;

import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;

/** A place to ask, with its provider. */
public record Target(Provider provider, Place place) {

    public Side side() {
        return provider.side();
    }

    public ModelName model() {
        return place.model();
    }

    /** As the answer and the messages name it. */
    public String name() {
        return place.model().toString();
    }

    /**
     * The problem of a prompt that is too long, with the window that the question got: agents shorten a conversation to the
     * length that the error names. Other problems, and those of a window that is not known, stay as they are.
     */
    public UpstreamProblem withContextLimit(UpstreamProblem problem, Question asked) {
        boolean known = problem.kind() == FailureKind.CONTEXT_EXCEEDED && provider.knowsWindow(model().name());
        return known ? problem.withContextLimit(provider.windowTokens(asked, place)) : problem;
    }
}
