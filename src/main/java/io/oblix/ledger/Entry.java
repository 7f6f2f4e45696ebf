package io.oblix.ledger;

/** Something that waits to be written. */
sealed interface Entry permits Summed, Decided, Entry.Feedback {

    /**
     * How the user of a request found its answer.
     *
     * @param requestId of a decision that is written, or waits before this
     */
    record Feedback(String requestId, boolean good) implements Entry {}
}
