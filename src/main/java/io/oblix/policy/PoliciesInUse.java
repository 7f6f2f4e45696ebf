package io.oblix.policy;

import org.jspecify.annotations.Nullable;

/** The policies in use, as a decision needs them. */
public interface PoliciesInUse {

    /** Null when there is no policy of this name. */
    @Nullable Policy get(String name);

    /** A policy failed while it decided a request. */
    void failed(String name, String reason);
}
