package io.oblix.provider;

import io.oblix.chat.ModelName;
import io.oblix.policy.Decision;
import io.oblix.policy.Side;
import io.oblix.problem.RequestProblem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From a {@link Decision} to the models that are asked, in their order. */
final class Targets {

    private final Providers providers;

    Targets(Providers providers) {
        this.providers = providers;
    }

    /**
     * @return the target first, then its fallback, each at all its addresses; empty when none is configured
     * @throws RequestProblem when the caller named a model that nobody has, or one in the cloud for a local-only request
     */
    List<Target> of(Decision decision) {
        List<Target> targets = new ArrayList<>(2);
        Side side = decision.target();
        String named = decision.model();
        if (named != null) {
            add(targets, resolve(named), decision);
        } else if (side != null) {
            add(targets, providers.model(side), decision);
        }
        Side fallback = decision.fallback();
        if (fallback != null) {
            add(targets, providers.model(fallback), decision);
        }
        return targets;
    }

    private ModelName resolve(String named) {
        ModelName model = providers.resolve(named);
        if (model == null) {
            throw RequestProblem.modelNotFound(named);
        }
        return model;
    }

    private void add(List<Target> targets, @Nullable ModelName model, Decision decision) {
        Provider provider = model == null ? null : providers.get(model.provider());
        if (model == null || provider == null) {
            return;
        }
        if (decision.localOnly() && provider.side() != Side.LOCAL) {
            // The last place before the wire, and the one that no policy and no setting comes after.
            throw RequestProblem.localOnly(model.toString());
        }
        for (String baseUrl : provider.baseUrls()) {
            targets.add(new Target(provider, model, baseUrl));
        }
    }
}
