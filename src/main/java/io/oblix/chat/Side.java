package io.oblix.chat;

import java.util.Locale;

/** Where a model runs: on this machine or network, or at somebody who is paid for it. */
public enum Side {
    LOCAL,
    CLOUD;

    /** As it stands in headers, settings and policies. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
