package io.oblix.ask.attempt;

/** What became of a stream that broke off after the client received part of it. */
public enum RescueOutcome {
    /** Another run continued from where it broke off. */
    CONTINUED,

    /** Another run said the same from the beginning, and the client was sent the rest. */
    REPEATED,

    /** Another run said something else. */
    DISAGREED,

    /** What the client has cannot be continued or repeated, such as a tool call, or must not be. */
    IMPOSSIBLE,

    /** No target answered. */
    FAILED
}
