package io.oblix.provider;

/** Where a model would run if it were asked at one address. Only {@link #LOCAL} is good for a local-only request. */
public enum Locality {
    LOCAL,

    /** A machine that is not ours answers for it. */
    ELSEWHERE,

    /** The address does not list it, so what asking it would do is not known. */
    NOT_INSTALLED,

    /** The address does not answer, and what it said before may no longer hold. */
    NOT_ANSWERING,

    /** Not looked at yet, or not closely enough. */
    UNKNOWN
}
