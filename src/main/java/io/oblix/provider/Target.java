package io.oblix.provider;

import io.oblix.chat.ModelName;
import io.oblix.policy.Side;

/**
 * One model at one address: what is asked, and what has a breaker of its own.
 *
 * @param baseUrl one of the provider's
 */
record Target(Provider provider, ModelName model, String baseUrl) {

    Side side() {
        return provider.side();
    }

    /** As the answer and the messages name it. */
    String name() {
        return model.toString();
    }
}
