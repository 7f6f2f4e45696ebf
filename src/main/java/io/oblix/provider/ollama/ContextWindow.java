package io.oblix.provider.ollama;

import io.oblix.provider.Work;
import org.jspecify.annotations.Nullable;

/**
 * The context window for a request. Ollama allocates a window when it loads a model, and reloads the model for a window
 * of any other size, even a smaller one; a request without a size means that of the Modelfile, or else the server's
 * default ({@code needsReload} in server/sched.go). So as long as the allocated window is large enough it is requested
 * by its size, whichever program had it allocated, and a larger one is requested in powers of two, which keeps reloads rare.
 *
 * @param limitTokens the largest window that a request may use: the model's own, within the configured limit
 * @param allocatedTokens the window of the loaded model; 0 if it is not loaded
 * @param defaultTokens the window of a request without a size, as far as it is known
 * @param addedTokens what Ollama adds to the prompt
 */
record ContextWindow(int limitTokens, int allocatedTokens, int defaultTokens, int addedTokens) {

    /** Ollama's usual default; others are set by {@code OLLAMA_CONTEXT_LENGTH}. */
    static final int USUAL_DEFAULT_TOKENS = 4096;

    /** Room for an answer without a limit. */
    private static final int ANSWER_TOKENS = 1024;

    /** Whether such a request would make Ollama reload the model with another window. */
    boolean isAnother(Work work) {
        return allocatedTokens > 0 && numCtx(work) != allocatedTokens;
    }

    /**
     * The {@code num_ctx} to send; 0 to send none.
     *
     * @param work its prompt is an estimate, to which a fifth is added
     */
    int numCtx(Work work) {
        long needed = needed(work);
        if (needed <= allocatedTokens) {
            return allocatedTokens;
        }
        if (needed <= defaultTokens) {
            return 0;
        }
        long step = USUAL_DEFAULT_TOKENS;
        while (step < needed) {
            step *= 2;
        }
        return (int) Math.min(step, limitTokens);
    }

    private long needed(Work work) {
        long prompt = (long) work.promptTokens() + addedTokens;
        return prompt + prompt / 5 + (work.maxOutputTokens() > 0 ? work.maxOutputTokens() : ANSWER_TOKENS);
    }

    /**
     * The same for a client that sends a {@code num_ctx} of its own: a window that is allocated and no smaller is kept,
     * and one that the prompt does not fit into is enlarged.
     *
     * @param wanted 0 for none
     */
    int numCtx(Work work, int wanted) {
        int ours = numCtx(work);
        if (wanted == 0) {
            return ours;
        }
        long needed = Math.max(wanted, needed(work));
        if (needed <= allocatedTokens) {
            return allocatedTokens;
        }
        return Math.min(needed > wanted ? Math.max(ours, wanted) : wanted, limitTokens);
    }

    /** The window that such a request gets. */
    int tokens(Work work) {
        int requested = numCtx(work);
        return requested == 0 ? defaultTokens : requested;
    }

    /**
     * The same work after Ollama has refused it as too long for the window that was requested: its prompt is longer than
     * it was thought to be, so that twice the window is requested for it, and after that the largest.
     *
     * @param again whether twice the window was refused as well
     * @return null if there is no larger window
     */
    @Nullable Work refused(Work work, boolean again) {
        long had = tokens(work);
        long next = again ? limitTokens : Math.min(limitTokens, 2 * had);
        long promptTokens = next / 2 + 1;
        if (again) {
            promptTokens = USUAL_DEFAULT_TOKENS;
            while (2 * promptTokens < next) {
                promptTokens *= 2;
            }
        }
        return next <= had ? null : work.counted((int) Math.max(had, promptTokens));
    }
}
