package io.oblix.ask.attempt;

/**
 * What one call got for an answer, without any text of it.
 *
 * @param model the provider's own name of the model; empty where there was no answer
 * @param chunks pieces of content, 0 or more
 * @param isStreamed whether the client wants it in pieces, so that the time between them says something
 */
public record Reply(String model, long chunks, boolean isStreamed) {

    /** Of a call that brought no answer. */
    public static final Reply NONE = new Reply("", 0, false);
}
