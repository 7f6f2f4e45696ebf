package io.oblix.provider;

import io.oblix.chat.Cancellation;
import io.oblix.chat.Place;
import io.oblix.upstream.Call;
import io.oblix.upstream.UpstreamRequest;

/** The ability of a provider to carry requests to its models itself, where others are called over HTTP. */
public interface Carrier {

    /**
     * Begins a call and returns at once.
     *
     * @param requestId our name for the client's request
     * @param cancellation ends the call when it fires
     */
    Call carry(String requestId, UpstreamRequest request, Place place, Cancellation cancellation);
}
