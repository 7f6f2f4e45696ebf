package io.oblix.ask;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.CompletionRequest;
import io.oblix.chat.EmbeddingRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Original;
import io.oblix.facts.PromptBound;
import io.oblix.facts.RequestFactsReader;
import io.oblix.provider.Provider;
import io.oblix.settings.Price;

/**
 * The bounds of what one call may cost at list price: with an answer as short as is acceptable, and with one at full
 * length. A client's own limit is both; a limit that its dialect demands is no wish, so it may be cut.
 *
 * @param promptTokens the estimate, a quarter and what the roles of a chat take, or the most that the prompt can have
 * @param choices how many answers there are, all of that length
 * @param leastTokens of each answer
 * @param mostTokens of each answer, at least {@code leastTokens}
 * @param sentTokens the limit that the request has already; 0 where it has none, or needs none
 */
record CallCost(Price price, long promptTokens, int choices, int leastTokens, int mostTokens, int sentTokens) {

    /** Room for a short answer. */
    private static final int LEAST_TOKENS = 256;

    /** Nearly every model that chats can write so much; one of which more is known gets its own maximum. */
    private static final int MOST_OF_UNKNOWN_MODEL = 8_192;

    /** OpenAI's default for completions; other servers have none, so it is sent. */
    private static final int COMPLETION_TOKENS = 16;

    /** What a provider puts around the words of a short chat; in a long one the quarter holds it. */
    private static final int AROUND_TOKENS = 16;

    /**
     * @param promptTokens an estimate
     * @param limited whether a budget holds, so that it must not cost more whatever the prompt consists of
     */
    static CallCost of(
            Price price, Provider provider, ModelName model, ChatRequest request, int promptTokens, boolean limited) {
        long expected = AROUND_TOKENS + promptTokens + (promptTokens + 3L) / 4;
        long prompt = limited
                ? Math.max(expected, PromptBound.of(request, () -> provider.pictureTokens(model.name())))
                : expected;
        if (EmbeddingRequest.of(request) != null) {
            return new CallCost(price, prompt, 0, 0, 0, 0);
        }
        int most = longest(provider, model, expected);
        CompletionRequest completion = CompletionRequest.of(request);
        int limit = RequestFactsReader.maxOutputTokens(request);
        if (completion != null && provider.speaks(request, model)) {
            int choices = Math.max(1, completion.prompts().size()) * Math.max(completion.n(), completion.bestOf());
            int sent = Math.max(0, completion.maxTokens());
            int tokens = completion.maxTokens() < 0 ? COMPLETION_TOKENS : sent;
            return new CallCost(price, prompt, choices, tokens, tokens, sent);
        }
        int choices = Math.max(1, request.body().path("n").asInt(1));
        boolean demanded = request.soft().contains("max_completion_tokens");
        int longest = limit == 0 ? most : isKnown(provider, model) ? Math.min(limit, most) : limit;
        int least = limit > 0 && !demanded ? longest : Math.min(LEAST_TOKENS + thinkingTokens(request), longest);
        return new CallCost(price, prompt, choices, least, longest, limit);
    }

    /** Claude takes no limit below what it is given to think with. */
    private static int thinkingTokens(ChatRequest request) {
        Original original = request.original();
        JsonNode thinking = original == null || original.read() == null
                ? null
                : original.read().value("thinking");
        return thinking == null
                ? 0
                : Math.max(0, Math.min(1_000_000, thinking.path("budget_tokens").asInt()));
    }

    private static boolean isKnown(Provider provider, ModelName model) {
        return provider.mostOutputTokens(model.name()) > 0;
    }

    /** Within what the window leaves, as some servers refuse a limit that does not fit into it. */
    private static int longest(Provider provider, ModelName model, long prompt) {
        int known = provider.mostOutputTokens(model.name());
        long room = provider.knowsWindow(model.name())
                ? provider.state(model.name()).contextTokens() - prompt
                : MOST_OF_UNKNOWN_MODEL;
        long most = known > 0 ? known : MOST_OF_UNKNOWN_MODEL;
        return (int) Math.max(LEAST_TOKENS, Math.min(most, provider.knowsWindow(model.name()) ? room : most));
    }

    long least() {
        return price.mostMicroUsd(promptTokens, (long) choices * leastTokens);
    }

    long most() {
        return price.mostMicroUsd(promptTokens, (long) choices * mostTokens);
    }

    /** How long each answer may be for this money, of at least {@link #least}. */
    int tokensFor(long microUsd) {
        if (microUsd >= most()) {
            return mostTokens;
        }
        long prompt = price.mostMicroUsd(promptTokens, 0);
        double each = (double) (most() - prompt) / mostTokens;
        int tokens = (int) Math.min(mostTokens, (microUsd - prompt) / each + 1);
        while (tokens > leastTokens && price.mostMicroUsd(promptTokens, (long) choices * tokens) > microUsd) {
            tokens--;
        }
        return Math.max(tokens, leastTokens);
    }

    /** Whether the request must be given a limit, or a lower one, so that its answer costs no more. */
    boolean mustLimit(int tokens) {
        return choices > 0 && (sentTokens == 0 || tokens < sentTokens);
    }
}
