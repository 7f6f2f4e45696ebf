package io.oblix.ask;

import io.oblix.ask.forecast.Expectations;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.facts.Facts;
import io.oblix.policy.Decision;
import io.oblix.problem.Problem;
import io.oblix.provider.Provider;
import io.oblix.provider.Providers;
import io.oblix.provider.Target;
import io.oblix.provider.Work;
import java.util.ArrayList;
import java.util.List;

/** From a {@link Decision} to the places that are asked, in their order. */
record Targets(Providers providers, Expectations expectations) {

    /**
     * The target first, then its fallback, each at all its hosts in the order that was chosen with the facts.
     *
     * @return empty when none is configured
     * @throws Problem when the client named a model that no provider has, or a local-only request has no host that is
     *     known to be local
     */
    List<Target> of(Decision decision, Facts facts) {
        List<Target> targets = new ArrayList<>(2);
        Side side = decision.target();
        String named = decision.model();
        if (named != null) {
            add(targets, places(resolve(named), facts), decision);
        } else if (side != null) {
            add(targets, facts.hosts().of(side), decision);
        }
        Side fallback = decision.fallback();
        if (fallback != null) {
            add(targets, facts.hosts().of(fallback), decision);
        }
        return targets;
    }

    private ModelName resolve(String named) {
        ModelName model = providers.resolve(named);
        if (model == null) {
            throw providers.notFound(named);
        }
        return model;
    }

    /** Of a named model the facts know nothing, so its hosts are put in order here. */
    private List<Place> places(ModelName model, Facts facts) {
        Provider provider = providers.get(model.provider());
        return provider == null ? List.of() : expectations.places(provider, model, Work.of(facts.asRead()));
    }

    private void add(List<Target> targets, List<Place> places, Decision decision) {
        Provider provider =
                places.isEmpty() ? null : providers.get(places.get(0).model().provider());
        if (provider == null) {
            return;
        }
        for (Place place : decision.localOnly() ? LocalOnly.of(provider, places) : places) {
            targets.add(new Target(provider, place));
        }
    }
}
