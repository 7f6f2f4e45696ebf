package io.oblix.ask;

import io.oblix.ask.forecast.Expectations;
import io.oblix.chat.ModelName;
import io.oblix.problem.Problem;
import io.oblix.problem.RequestProblem;
import io.oblix.problem.ServerProblem;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Locality;
import io.oblix.provider.Provider;
import io.oblix.provider.Target;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The last place before the wire for a local-only request, which no policy and no setting comes after. It fails closed:
 * an address is asked only while it is known, by its own word, that the model runs there.
 */
final class LocalOnly {

    private LocalOnly() {}

    /**
     * The addresses where the model is local.
     *
     * @throws Problem what the caller is told when there is none
     */
    static List<Expectations.Choice> of(Provider provider, ModelName model, List<Expectations.Choice> choices) {
        List<Expectations.Choice> local = choices.stream()
                .filter(choice -> provider.locality(choice.place()) == Locality.LOCAL)
                .toList();
        if (local.isEmpty()) {
            throw refusal(provider, model, choices);
        }
        return local;
    }

    /** What another try may change comes first. */
    private static Problem refusal(Provider provider, ModelName model, List<Expectations.Choice> choices) {
        Set<Locality> found = choices.stream()
                .map(choice -> provider.locality(choice.place()))
                .collect(Collectors.toSet());
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

    /** Once more right before sending: a request may have waited for its turn for minutes. */
    static void check(Target target) {
        if (target.provider().locality(target.place()) != Locality.LOCAL) {
            throw new UpstreamProblem(
                    UpstreamProblem.Kind.UNREACHABLE,
                    target.name(),
                    "is not known to be local any more, and the request is marked local-only; nothing was sent");
        }
    }
}
