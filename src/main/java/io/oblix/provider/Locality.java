package io.oblix.provider;

/** Where a model would be answered if it were asked at one address. Only {@link #LOCAL} is good for a local-only request. */
public enum Locality {
    LOCAL,

    /** Somebody else's machine answers for it. */
    ELSEWHERE,

    /** The address does not list it, so nobody can say what asking it would do. */
    NOT_INSTALLED,

    /** The address does not answer, and what it said before may not hold any more. */
    NOT_ANSWERING,

    /** Not looked at yet, or not closely enough. */
    UNKNOWN
}
