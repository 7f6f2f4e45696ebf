package io.oblix.ask;

import io.oblix.ask.attempt.Inquiry;
import io.oblix.ask.attempt.Layer;
import io.oblix.ask.attempt.LiveAnswer;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.key.Key;
import io.oblix.policy.Decision;
import io.oblix.problem.FailureKind;
import io.oblix.problem.KeyProblem;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Question;
import io.oblix.provider.Target;
import java.util.List;

/**
 * Keeps a request away from models that its key may not use, whatever a policy decides: when the targets are chosen, and as
 * a layer once more before the wire, for what is asked in their place later.
 */
record Allowed(Layer next) implements Layer {

    @Override
    public LiveAnswer ask(Inquiry inquiry, Target target, Question question) {
        Key key = inquiry.question().request().key();
        if (!isAllowed(key, target.model())) {
            throw new UpstreamProblem(
                    FailureKind.UNREACHABLE,
                    target.name(),
                    "is not among the models that the API key '" + key.name() + "' may use; nothing was sent");
        }
        return next.ask(inquiry, target, question);
    }

    static boolean isAllowed(Key key, ModelName model) {
        return key.mayUseModel(model.provider(), model.name());
    }

    /**
     * The targets that the request's key may use.
     *
     * @throws KeyProblem when there are targets, but none of them
     */
    static List<Target> of(List<Target> targets, ChatRequest request, Decision decision) {
        Key key = request.key();
        if (key.models().isEmpty() || targets.isEmpty()) {
            return targets;
        }
        List<Target> allowed = targets.stream()
                .filter(target -> isAllowed(key, target.model()))
                .toList();
        if (allowed.isEmpty()) {
            throw decision.target() == null
                    ? KeyProblem.modelNotAllowed(key.name(), request.model())
                    : KeyProblem.noModelAllowed(key.name(), decision.policy());
        }
        return allowed;
    }
}
