package io.oblix.provider;

/**
 * How a model is, as far as its provider knows without asking it.
 *
 * @param available whether it is worth asking
 * @param detail for people: {@code ready}, or what is wrong and the remedy
 * @param contextTokens how long a prompt and its answer may be together
 * @param vision whether it can see pictures
 * @param tools whether it can call tools
 * @param loaded whether it is in memory; true for the cloud
 * @param onGpu whether it is in the memory of a graphics card of ours
 */
public record ModelState(
        boolean available,
        String detail,
        int contextTokens,
        boolean vision,
        boolean tools,
        boolean loaded,
        boolean onGpu) {

    public static final String READY = "ready";

    public static ModelState unavailable(String detail, int contextTokens) {
        return new ModelState(false, detail, contextTokens, true, true, false, false);
    }
}
