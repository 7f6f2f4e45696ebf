package io.oblix.ask.attempt;

/** What became of a stream that broke off after the caller had some of it. */
public enum RescueOutcome {
    /** Another run went on from where it broke off. */
    CONTINUED,

    /** Another run said the same from the beginning, and the caller was sent the rest. */
    REPEATED,

    /** Another run said something else. */
    DISAGREED,

    /** What the caller has can be neither continued nor repeated, as a call of a tool, or must not be. */
    IMPOSSIBLE,

    /** Nobody answered any more. */
    FAILED
}
