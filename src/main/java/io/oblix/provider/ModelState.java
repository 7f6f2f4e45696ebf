package io.oblix.provider;

/**
 * How a model is, as far as its provider knows without asking it. Built from {@link #ready} or {@link #unavailable},
 * then told apart by the other methods.
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
 * @param remote whether a provider of ours has it answered by a machine that is not ours
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

    private static final String READY = "ready";

    /** A model that its provider keeps ready and of which nothing else is known. */
    public static ModelState ready(int contextTokens) {
        return new ModelState(true, READY, contextTokens, true, true, true, true, false, 0, false);
    }

    /** A model that is not to be asked and of which nothing else is known. */
    public static ModelState unavailable(String why, int contextTokens) {
        return ready(contextTokens).cold().unavailable(why);
    }

    /** The same, but not to be asked. */
    public ModelState unavailable(String why) {
        return new ModelState(false, why, contextTokens, vision, tools, thinking, loaded, onGpu, sizeBytes, remote);
    }

    /** The same with another word for people. */
    public ModelState withDetail(String other) {
        return new ModelState(
                available, other, contextTokens, vision, tools, thinking, loaded, onGpu, sizeBytes, remote);
    }

    /** The same model, by what it can do. */
    public ModelState able(boolean toSee, boolean toCallTools, boolean toThink) {
        return new ModelState(
                available, detail, contextTokens, toSee, toCallTools, toThink, loaded, onGpu, sizeBytes, remote);
    }

    /** The same, not in memory. */
    public ModelState cold() {
        return inMemory(false, false);
    }

    /** The same, in memory. */
    public ModelState loaded(boolean onGraphicsCard) {
        return inMemory(true, onGraphicsCard);
    }

    private ModelState inMemory(boolean there, boolean gpu) {
        return new ModelState(available, detail, contextTokens, vision, tools, thinking, there, gpu, sizeBytes, remote);
    }

    /** The same with its size on disk. */
    public ModelState withSize(long bytes) {
        return new ModelState(available, detail, contextTokens, vision, tools, thinking, loaded, onGpu, bytes, remote);
    }

    /** The same, answered by a machine that is not ours. */
    public ModelState elsewhere() {
        return new ModelState(available, detail, contextTokens, vision, tools, thinking, true, false, 0, true);
    }
}
