package io.oblix.facts;

/**
 * What a policy may know of the request, as {@code header.OblixRequest}. It holds no text of the caller, because Camel
 * prints a header that a rule misspells.
 *
 * @param model the model that was asked for; empty when none was
 * @param promptTokens an estimate of the prompt's tokens, messages and tools together
 * @param maxOutputTokens the limit that the caller set for the answer; 0 when there is none
 * @param neededTokens the prompt's tokens and room for an answer: as much as the caller allows, up to 1024; 256 when he
 *     sets no limit
 * @param turns messages of the user in the conversation
 * @param streaming whether the caller reads the answer as it is made
 * @param hasImages whether a message holds a picture, or a file, which a model that only reads text cannot be given
 * @param hasTools whether the caller offers tools
 * @param wantsJson whether the answer must be JSON
 * @param complexity how much the question asks of a model, 0 (a greeting) to 1 (a proof)
 * @param complexityRank the share of recent requests whose complexity was strictly lower, 0 to 1
 * @param complexityTopShare the share of recent requests that were at least as complex, itself among them, over 0 to 1:
 *     at most 0.3 for the hardest three in ten
 * @param privacy {@code any}, or {@code local-only} when the caller forbade the cloud
 */
public record RequestFacts(
        String model,
        int promptTokens,
        int maxOutputTokens,
        int neededTokens,
        int turns,
        boolean streaming,
        boolean hasImages,
        boolean hasTools,
        boolean wantsJson,
        double complexity,
        double complexityRank,
        double complexityTopShare,
        String privacy) {

    /** A request is one of those that it is compared with, so its share is never nothing. */
    private static final double LEAST_SHARE = 0.001;

    public static final String ANY = "any";
    public static final String LOCAL_ONLY = "local-only";

    private static final int ROOM_FOR_A_LONG_ANSWER = 1_024;
    private static final int ROOM_FOR_AN_ANSWER = 256;

    /** @param maxOutputTokens 0 when there is no limit */
    public static int neededTokens(int promptTokens, int maxOutputTokens) {
        int room = maxOutputTokens == 0 ? ROOM_FOR_AN_ANSWER : Math.min(maxOutputTokens, ROOM_FOR_A_LONG_ANSWER);
        return (int) Math.min(Integer.MAX_VALUE, (long) promptTokens + room);
    }

    /** The other way round of a rank: how many are at least as complex. */
    public static double topShare(double complexityRank) {
        return Math.max(LEAST_SHARE, 1 - complexityRank);
    }
}
