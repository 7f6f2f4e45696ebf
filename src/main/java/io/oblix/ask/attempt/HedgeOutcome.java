package io.oblix.ask.attempt;

import java.util.Locale;

/** What became of a request whose target had sent no content after the time that its policy gives it. */
public enum HedgeOutcome {
    /** The fallback was asked as well, and the target began first. */
    TARGET_FIRST,

    /** The fallback was asked as well, and began first. */
    FALLBACK_FIRST,

    /** Both failed. */
    FAILED,

    /** The client left while both were asked. */
    CLIENT_LEFT,

    /**
     * The fallback was not asked: too many recent requests had been hedged, too many were at that moment, or a circuit, a
     * queue or a budget let no call pass.
     */
    NOT_ASKED;

    /** In lower case, for metrics and the list of decisions. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
