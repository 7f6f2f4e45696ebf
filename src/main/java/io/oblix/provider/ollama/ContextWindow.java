package io.oblix.provider.ollama;

import org.jspecify.annotations.Nullable;

/**
 * The context window for a request. Ollama allocates a window when it loads a model, and reloads the model for a window
 * of any other size, even a smaller one; a request without a size means the server's default ({@code needsReload} in
 * server/sched.go). So as long as the allocated window is large enough it is requested by its size, and a larger one is
 * requested in powers of two, which keeps reloads rare.
 *
 * @param limitTokens the largest window that a request may use: the model's own, within the configured limit
 * @param allocatedTokens the window of the loaded model; 0 if it is not loaded
 */
record ContextWindow(int limitTokens, int allocatedTokens) {

    /** Ollama's smallest default. For a request that fits into it no size is sent. */
    private static final int DEFAULT_TOKENS = 4096;

    /** Room for an answer without a limit. */
    private static final int ANSWER_TOKENS = 1024;

    static ContextWindow of(
            OllamaModel.@Nullable Abilities abilities, OllamaModel.@Nullable Loaded loaded, int maxContextTokens) {
        int own = abilities == null ? 0 : abilities.contextTokens();
        return new ContextWindow(
                own > 0 ? Math.min(own, maxContextTokens) : maxContextTokens,
                loaded == null ? 0 : loaded.contextTokens());
    }

    /** Whether such a request would make Ollama reload the model with another window. */
    boolean isAnother(int promptTokens, int answerTokens) {
        return allocatedTokens > 0 && numCtx(promptTokens, answerTokens) != allocatedTokens;
    }

    /**
     * The {@code num_ctx} to send; 0 to send none.
     *
     * @param promptTokens an estimate, to which a fifth is added
     * @param answerTokens the client's limit; 0 if there is none
     */
    int numCtx(int promptTokens, int answerTokens) {
        long needed = (long) promptTokens + promptTokens / 5 + (answerTokens > 0 ? answerTokens : ANSWER_TOKENS);
        if (needed <= allocatedTokens) {
            return allocatedTokens;
        }
        if (needed <= DEFAULT_TOKENS) {
            return 0;
        }
        long step = DEFAULT_TOKENS;
        while (step < needed) {
            step *= 2;
        }
        return (int) Math.min(step, limitTokens);
    }
}
