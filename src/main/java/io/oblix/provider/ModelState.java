package io.oblix.provider;

/**
 * How a model is, as far as its provider knows without asking it.
 *
 * @param available whether it is worth asking
 * @param detail for people: {@code ready}, or what is wrong and the remedy
 * @param contextTokens how long a prompt and its answer may be together
 * @param vision whether it can see pictures
 * @param tools whether it can call tools
 * @param thinking whether it can think before it answers
 * @param loaded whether it is in memory; true for the cloud
 * @param onGpu whether it is in the memory of a graphics card of ours, all of it or a part
 * @param sizeBytes on disk; 0 where it is not known
 * @param remote whether a provider of ours has it answered by somebody else's machine
 */
public record ModelState(
        boolean available,
        String detail,
        int contextTokens,
        boolean vision,
        boolean tools,
        boolean thinking,
        boolean loaded,
        boolean onGpu,
        long sizeBytes,
        boolean remote) {

    public static final String READY = "ready";

    /** A model that somebody else keeps ready, and of which nothing else is known. */
    public static ModelState ready(int contextTokens) {
        return new ModelState(true, READY, contextTokens, true, true, true, true, false, 0, false);
    }

    public static ModelState unavailable(String detail, int contextTokens) {
        return new ModelState(false, detail, contextTokens, true, true, true, false, false, 0, false);
    }

    /** The same, but not to be asked. */
    public ModelState unavailable(String why) {
        return new ModelState(false, why, contextTokens, vision, tools, thinking, loaded, onGpu, sizeBytes, remote);
    }
}
