package io.oblix.ask;

import io.oblix.ask.forecast.Expectations;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.policy.Decision;
import io.oblix.problem.Problem;
import io.oblix.problem.RequestProblem;
import io.oblix.problem.ServerProblem;
import io.oblix.provider.Provider;
import io.oblix.provider.Providers;
import io.oblix.provider.Target;
import io.oblix.provider.Work;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From a {@link Decision} to the models that are asked, in their order. */
final class Targets {

    /** What a character of JSON is in tokens, near enough to tell hosts apart. */
    private static final int BYTES_PER_TOKEN = 5;

    private final Providers providers;
    private final Expectations expectations;

    Targets(Providers providers, Expectations expectations) {
        this.providers = providers;
        this.expectations = expectations;
    }

    /**
     * @return the target first, then its fallback, each at all its addresses, where the answer will begin first at the
     *     front; empty when none is configured
     * @throws Problem when the caller named a model that nobody has, or a local-only request has nobody known to be local
     */
    List<Target> of(Decision decision, ChatRequest request) {
        List<Target> targets = new ArrayList<>(2);
        Side side = decision.target();
        String named = decision.model();
        if (named != null) {
            add(targets, resolve(named), decision, request);
        } else if (side != null) {
            add(targets, providers.model(side), decision, request);
        }
        Side fallback = decision.fallback();
        if (fallback != null) {
            add(targets, providers.model(fallback), decision, request);
        }
        return targets;
    }

    private ModelName resolve(String named) {
        ModelName model = providers.resolve(named);
        if (model == null) {
            throw providers.areAllProbed()
                    ? RequestProblem.modelNotFound(named)
                    : ServerProblem.modelsNotKnownYet(named);
        }
        return model;
    }

    private void add(List<Target> targets, @Nullable ModelName model, Decision decision, ChatRequest request) {
        Provider provider = model == null ? null : providers.get(model.provider());
        if (model == null || provider == null) {
            return;
        }
        Work work = new Work(request.sizeBytes() / BYTES_PER_TOKEN, 0, false);
        List<Expectations.Choice> choices = expectations.choices(provider, model, work);
        for (Expectations.Choice choice : decision.localOnly() ? LocalOnly.of(provider, model, choices) : choices) {
            targets.add(new Target(provider, choice.place()));
        }
    }
}
