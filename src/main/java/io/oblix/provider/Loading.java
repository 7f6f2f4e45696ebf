package io.oblix.provider;

import io.oblix.chat.Place;
import io.oblix.upstream.ProbeClient;
import io.oblix.upstream.UpstreamRequest;
import java.util.Optional;

/** The ability of a provider whose models must be in memory before they answer. */
public interface Loading {

    /** Whether a request would wait for the model to be loaded: it is not in memory, or with too small a window. */
    boolean mustLoad(Place place, Work work);

    /** Loads the model for such work without asking it anything; empty when there is nothing to load or the host is down. */
    Optional<UpstreamRequest> load(Place place, Work work);

    /**
     * A load has ended well, so that the model is in memory, whatever name the host lists it by.
     *
     * @param loadNanos how long it took by the host's own clock; 0 if it does not say
     */
    void loaded(Place place, long loadNanos);

    /** Looks again at one address, out of turn; called in the background, may block. */
    void look(ProbeClient probe, Place place);
}
