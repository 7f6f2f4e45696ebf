package io.oblix.settings;

import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.problem.UpstreamProblem;
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
public record Endpoint(
        String name, Side side, String baseUrl, @Nullable String apiKey, boolean keyRequired, String keySetting) {

    /** Whether a call would be refused for want of a key. */
    public boolean lacksKey() {
        return apiKey == null && keyRequired;
    }

    /** @throws UpstreamProblem instead of a call that is known to be refused */
    public void requireKey(ModelName model) {
        if (lacksKey()) {
            throw new UpstreamProblem(UpstreamProblem.Kind.KEY_REJECTED, model.toString(), "no key: set " + keySetting);
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return name + " at " + baseUrl;
    }
}
