package io.oblix.ledger;

/** Something that waits to be written. */
sealed interface Entry permits Summed, Decided, Entry.Feedback {

    /**
     * How the user of a request found its answer.
     *
     * @param requestId where a policy decided it, the decision is written, or waits before this
     * @param key the name of the key that sent the request
     */
    record Feedback(String requestId, String key, boolean good) implements Entry {}
}
