package io.oblix.ask;

import io.oblix.ask.attempt.Inquiry;
import io.oblix.ask.attempt.Layer;
import io.oblix.ask.attempt.LiveAnswer;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.problem.FailureKind;
import io.oblix.problem.Problem;
import io.oblix.problem.RequestProblem;
import io.oblix.problem.ServerProblem;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Locality;
import io.oblix.provider.Provider;
import io.oblix.provider.Question;
import io.oblix.provider.Target;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The last check before the wire for a local-only request; no policy and no setting comes after it. It fails closed: a
 * place is asked only while its host itself reports that the model runs there. Checked when the targets are chosen, and
 * as a layer once more right before sending, because a request may have waited for its turn for minutes.
 */
record LocalOnly(Layer next) implements Layer {

    @Override
    public LiveAnswer ask(Inquiry inquiry, Target target, Question question) {
        if (inquiry.decision().localOnly() && !isLocal(target.provider(), target.place())) {
            throw new UpstreamProblem(
                    FailureKind.UNREACHABLE,
                    target.name(),
                    "is not known to be local any more, and the request is marked local-only; nothing was sent");
        }
        return next.ask(inquiry, target, question);
    }

    private static boolean isLocal(Provider provider, Place place) {
        return provider.locality(place) == Locality.LOCAL;
    }

    /**
     * The places where the model is local.
     *
     * @param places of one model of the provider's, not empty
     * @throws Problem the client's error when there is none
     */
    static List<Place> of(Provider provider, List<Place> places) {
        List<Place> local =
                places.stream().filter(place -> isLocal(provider, place)).toList();
        if (local.isEmpty()) {
            throw refusal(provider, places);
        }
        return local;
    }

    /** Reports first what another try may change. */
    private static Problem refusal(Provider provider, List<Place> places) {
        Set<Locality> found = places.stream().map(provider::locality).collect(Collectors.toSet());
        ModelName model = places.get(0).model();
        if (found.contains(Locality.UNKNOWN) || found.contains(Locality.LOCAL)) {
            return ServerProblem.notKnownToBeLocal(
                    model.toString(), provider.name() + " has not told yet whether it runs it itself");
        } else if (found.contains(Locality.NOT_ANSWERING)) {
            return ServerProblem.notKnownToBeLocal(
                    model.toString(), provider.state(model.name()).detail());
        } else if (found.contains(Locality.NOT_INSTALLED) && !found.contains(Locality.ELSEWHERE)) {
            return RequestProblem.notInstalled(
                    model.toString(), provider.state(model.name()).detail());
        }
        return RequestProblem.localOnly(model.toString());
    }
}
