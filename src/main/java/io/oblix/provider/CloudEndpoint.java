package io.oblix.provider;

import io.oblix.policy.Side;
import org.jspecify.annotations.Nullable;

/**
 * Where a provider over HTTP is found and how it knows us.
 *
 * @param name as it stands before the colon of a model
 * @param baseUrl without a slash at its end
 * @param apiKey null when none is set
 * @param keyRequired whether this address refuses calls without one, so that none is tried
 * @param keySetting what to set when there is none, for messages
 */
public record CloudEndpoint(
        String name, Side side, String baseUrl, @Nullable String apiKey, boolean keyRequired, String keySetting) {

    /** Without the key. */
    @Override
    public String toString() {
        return name + " at " + baseUrl;
    }
}
