package io.oblix.provider;

import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;

/** A place to ask, with its provider. */
public record Target(Provider provider, Place place) {

    public Side side() {
        return provider.side();
    }

    public ModelName model() {
        return place.model();
    }

    /** As the answer and the messages name it. */
    public String name() {
        return place.model().toString();
    }
}
