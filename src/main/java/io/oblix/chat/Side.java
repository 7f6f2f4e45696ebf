package io.oblix.chat;

import java.util.Locale;

/** Where a model runs: on this machine or network, or at a cloud provider. */
public enum Side {
    LOCAL,
    CLOUD;

    /** The word in headers, settings and policies. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
