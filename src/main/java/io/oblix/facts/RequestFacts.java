package io.oblix.facts;

import io.oblix.facts.text.TextKind;

/**
 * The facts of a request, as {@code header.OblixRequest}. They contain no text of the prompt, because Camel prints a
 * header that a rule misspells.
 *
 * @param model the requested model; empty if the request names none
 * @param dialect the API that the client speaks: {@code chat}, {@code responses}, {@code messages}, {@code completions},
 *     {@code embeddings}, {@code ollama}
 * @param client the family of the client's program: {@code claude-code}, {@code open-webui}, {@code other}
 * @param sideTask what the program asks for on its own: {@code title}, {@code tags}; empty for a request of the user's
 * @param promptTokens an estimate, messages and tools together, as the local model was seen to count such texts
 * @param instructionTokens of these the instructions and the descriptions of tools
 * @param textKind what the prompt mostly consists of
 * @param maxOutputTokens the limit that the request sets for the answer; 0 without one
 * @param neededTokens the prompt's tokens and room for an answer: the limit of the request, at most 1024; 256 without a
 *     limit
 * @param turns messages by the user in the conversation
 * @param streaming whether the answer is streamed
 * @param hasImages whether a message has an image, or a file, which a text-only model cannot read
 * @param hasTools whether the request offers tools
 * @param toolCount how many tools the request offers
 * @param wantsJson whether the answer must be JSON
 * @param complexity how much the question asks of a model, 0 (a greeting) to 1 (a proof); it and the two below are -1 for a
 *     request that names its model, unless an extension may ask: no policy sees it
 * @param complexityRank the share of recent requests with a strictly lower complexity, 0 to 1
 * @param complexityTopShare the share of recent requests that are at least as complex, this one included, 0 (exclusive)
 *     to 1: at most 0.3 for the hardest three in ten
 * @param privacy {@code any}, or {@code local-only} if the request must not go to a cloud
 * @param hasSecrets whether the user's or the tools' texts, of any turn, hold a key, a token or a password; looked for
 *     only where a policy or an extension may ask, else false
 * @param hasPersonalData whether they hold an e-mail address, a telephone number, an account, a card or the number of a
 *     person; looked for like secrets
 */
public record RequestFacts(
        String model,
        String dialect,
        String client,
        String sideTask,
        int promptTokens,
        int instructionTokens,
        TextKind textKind,
        int maxOutputTokens,
        int neededTokens,
        int turns,
        boolean streaming,
        boolean hasImages,
        boolean hasTools,
        int toolCount,
        boolean wantsJson,
        double complexity,
        double complexityRank,
        double complexityTopShare,
        String privacy,
        boolean hasSecrets,
        boolean hasPersonalData) {

    /** A request is among those that it is compared with, so its share is never 0. */
    private static final double LEAST_SHARE = 0.001;

    /** In place of the complexity and both ranks of a request that names its model, where nothing asks for them. */
    static final double NOT_RANKED = -1;

    public static final String ANY = "any";
    public static final String LOCAL_ONLY = "local-only";

    private static final int ROOM_FOR_A_LONG_ANSWER = 1_024;
    private static final int ROOM_FOR_AN_ANSWER = 256;

    /** The same request as a model counts its prompt. */
    public RequestFacts counted(int tokens) {
        return tokens == promptTokens ? this : with(tokens, complexityRank, complexityTopShare, privacy);
    }

    /**
     * The same request as a less complex one, for a conversation whose model should not change for a little.
     *
     * @param share of the recent requests by which it ranks lower; negative for a more complex one
     */
    RequestFacts easierBy(double share) {
        double rank = Math.max(0, Math.min(1, complexityRank - share));
        double topShare = Math.max(LEAST_SHARE, Math.min(1, complexityTopShare + share));
        return with(promptTokens, rank, topShare, privacy);
    }

    /** The same request, which must not go to a cloud. */
    RequestFacts onlyLocal() {
        return with(promptTokens, complexityRank, complexityTopShare, LOCAL_ONLY);
    }

    private RequestFacts with(int tokens, double rank, double topShare, String newPrivacy) {
        return new RequestFacts(
                model,
                dialect,
                client,
                sideTask,
                tokens,
                (int) ((long) instructionTokens * tokens / Math.max(1, promptTokens)),
                textKind,
                maxOutputTokens,
                tokens == promptTokens ? neededTokens : neededTokens(tokens, maxOutputTokens),
                turns,
                streaming,
                hasImages,
                hasTools,
                toolCount,
                wantsJson,
                complexity,
                rank,
                topShare,
                newPrivacy,
                hasSecrets,
                hasPersonalData);
    }

    /** @param maxOutputTokens 0 without a limit */
    public static int neededTokens(int promptTokens, int maxOutputTokens) {
        int room = maxOutputTokens == 0 ? ROOM_FOR_AN_ANSWER : Math.min(maxOutputTokens, ROOM_FOR_A_LONG_ANSWER);
        return (int) Math.min(Integer.MAX_VALUE, (long) promptTokens + room);
    }

    /** The counterpart of a rank: the share of requests that are at least as complex. */
    public static double topShare(double complexityRank) {
        return complexityRank == NOT_RANKED ? NOT_RANKED : Math.max(LEAST_SHARE, 1 - complexityRank);
    }
}
