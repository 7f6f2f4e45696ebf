package io.oblix.provider;

/**
 * How a model is, as far as its provider knows without asking it. Starts as {@link #ready}, {@link #unknown} or
 * {@link #unavailable}; the other methods say more.
 *
 * @param available whether it is worth asking
 * @param detail for people: {@code ready}, or what is wrong and the remedy
 * @param contextTokens how long a prompt and its answer may be together
 * @param vision whether it can see pictures
 * @param tools whether it can call tools
 * @param thinking whether it can think before it answers
 * @param loaded whether it is in memory; true for the cloud
 * @param onGpu whether it is in the memory of a graphics card of ours, all of it or a part
 * @param parameterBillions its size, in billions of parameters; -1 where it is not known
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
        double parameterBillions,
        boolean loaded,
        boolean onGpu,
        long sizeBytes,
        boolean remote) {

    /** A model that its provider keeps ready and of which nothing else is known. */
    public static ModelState ready(int contextTokens) {
        return new ModelState(true, "ready", contextTokens, true, true, true, -1, true, false, 0, false);
    }

    /** A model at a host that was not looked at yet, which is worth a try. */
    public static ModelState unknown(int contextTokens) {
        return new ModelState(true, "not looked at yet", contextTokens, true, true, true, -1, false, false, 0, false);
    }

    /** A model that is not to be asked and of which nothing else is known. */
    public static ModelState unavailable(String why, int contextTokens) {
        return unknown(contextTokens).unavailable(why);
    }

    /** The same, but not to be asked. */
    public ModelState unavailable(String why) {
        return new ModelState(
                false,
                why,
                contextTokens,
                vision,
                tools,
                thinking,
                parameterBillions,
                loaded,
                onGpu,
                sizeBytes,
                remote);
    }

    /** The same model, by what it can do. */
    public ModelState able(boolean toSee, boolean toCallTools, boolean toThink) {
        return new ModelState(
                available,
                detail,
                contextTokens,
                toSee,
                toCallTools,
                toThink,
                parameterBillions,
                loaded,
                onGpu,
                sizeBytes,
                remote);
    }

    /** The same model, by its size. */
    public ModelState sized(double billions) {
        return new ModelState(
                available, detail, contextTokens, vision, tools, thinking, billions, loaded, onGpu, sizeBytes, remote);
    }

    /** The same on a host of ours. */
    public ModelState installed(boolean inMemory, boolean onGraphicsCard, long bytes) {
        return new ModelState(
                available,
                detail,
                contextTokens,
                vision,
                tools,
                thinking,
                parameterBillions,
                inMemory,
                onGraphicsCard,
                bytes,
                false);
    }

    /** The same, answered by a machine that is not ours. */
    public ModelState elsewhere() {
        return new ModelState(
                available, detail, contextTokens, vision, tools, thinking, parameterBillions, true, false, 0, true);
    }
}
