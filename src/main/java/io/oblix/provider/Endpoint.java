package io.oblix.provider;

import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.problem.UpstreamProblem;
import org.jspecify.annotations.Nullable;

/**
 * The address of a provider and the key for it.
 *
 * @param name what stands before the colon of a model
 * @param baseUrl without a slash at its end
 * @param apiKey null when none is set
 * @param keyRequired whether this address rejects calls without a key, so that none is made
 * @param keySetting the setting to name when there is no key
 */
public record Endpoint(
        String name, Side side, String baseUrl, @Nullable String apiKey, boolean keyRequired, String keySetting) {

    /** Whether a call would be rejected because there is no key. */
    public boolean lacksKey() {
        return apiKey == null && keyRequired;
    }

    /** @throws UpstreamProblem instead of making a call that would be rejected */
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
