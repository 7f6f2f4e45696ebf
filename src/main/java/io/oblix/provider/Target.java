package io.oblix.provider;

import io.oblix.chat.ModelName;
import io.oblix.chat.Side;

/**
 * One model at one address: what is asked, and what has a breaker of its own.
 *
 * @param baseUrl one of the provider's
 */
public record Target(Provider provider, ModelName model, String baseUrl) {

    public Side side() {
        return provider.side();
    }

    /** As the answer and the messages name it. */
    public String name() {
        return model.toString();
    }
}
