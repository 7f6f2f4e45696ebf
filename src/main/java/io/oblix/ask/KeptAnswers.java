package io.oblix.ask;

import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.problem.UpstreamProblem;
import io.oblix.problem.UpstreamProblem.Kind;
import io.oblix.provider.Provider;
import io.oblix.provider.Providers;
import io.oblix.settings.Timeouts;
import io.oblix.upstream.UpstreamCall;
import io.oblix.upstream.UpstreamClient;
import io.oblix.upstream.UpstreamRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Answers that providers keep for clients: what a client deletes here is deleted there.
 *
 * @param timeouts of each side
 */
public record KeptAnswers(Providers providers, UpstreamClient client, Map<Side, Timeouts> timeouts) {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int NOT_FOUND = 404;

    /**
     * Deletes it; one that is gone already is as good.
     *
     * @param answeredBy the model that made it, {@code provider:name}
     * @throws UpstreamProblem when it may still be there
     */
    public void delete(String answeredBy, String id) {
        ModelName model = ModelName.parse(answeredBy);
        Provider provider = model == null ? null : providers.get(model.provider());
        Optional<UpstreamRequest> kept = provider == null ? Optional.empty() : provider.kept(id);
        if (kept.isEmpty()) {
            return;
        }
        Duration connect = Objects.requireNonNull(timeouts.get(Side.CLOUD)).connect();
        try (UpstreamCall call = client.delete(kept.get().url(), kept.get().headers(), connect)) {
            int status = call.awaitHead(PATIENCE.toNanos(), () -> "did not delete it in time")
                    .status();
            if (status >= 300 && status != NOT_FOUND) {
                throw new UpstreamProblem(
                        Kind.FAILED, answeredBy, "did not delete the response that it keeps (HTTP " + status + ")");
            }
        }
    }
}
