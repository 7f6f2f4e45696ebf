package io.oblix.ask.rescue;

/**
 * Fits the text of a new run to what the client has already: says of each piece how much of it the client has. Pure;
 * pieces go in as they arrive, however they are cut.
 */
interface Fit {

    /** Not known yet: keep the piece; the result for the next one counts for all that was kept. */
    int HOLD = -1;

    /** This run is another answer. */
    int DISAGREES = -2;

    /** How many characters at the front of the piece, after what was kept before it, the client has. */
    int feed(String piece);

    /** The run has ended: how much of what was kept the client has. */
    int end();

    /** Whether the run says all of the answer, though it may have been asked to continue. */
    boolean startedOver();

    /** How many characters of the run were left out. */
    int cutChars();

    /** Where in the whole text the run's own text starts. */
    int startsAt();
}
