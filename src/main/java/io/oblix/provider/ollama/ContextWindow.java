package io.oblix.provider.ollama;

import org.jspecify.annotations.Nullable;

/**
 * How much of a model's window a request may use. Ollama allocates a window when it loads a model and loads it anew
 * for any other one, a smaller one too, and a request that names none means the server's default ({@code needsReload}
 * in its scheduler). So a window that is there already is asked for by its size as long as it is large enough, and a
 * larger one in steps of two.
 *
 * @param limitTokens what a request may use at the most: the model's own window within the configured limit
 * @param allocatedTokens the window of the model as it is loaded; 0 when it is not
 */
record ContextWindow(int limitTokens, int allocatedTokens) {

    /** Ollama's smallest default; a request that fits is left to the server's own choice. */
    private static final int DEFAULT_TOKENS = 4096;

    /** Room for an answer whose length the caller did not limit. */
    private static final int ANSWER_TOKENS = 1024;

    static ContextWindow of(
            OllamaHost.@Nullable Abilities abilities, OllamaHost.@Nullable Loaded loaded, int maxContextTokens) {
        int own = abilities == null ? 0 : abilities.contextTokens();
        return new ContextWindow(
                own > 0 ? Math.min(own, maxContextTokens) : maxContextTokens,
                loaded == null ? 0 : loaded.contextTokens());
    }

    /** Whether such a request would make Ollama load the model anew, with another window than it has. */
    boolean isAnother(int promptTokens, int answerTokens) {
        return allocatedTokens > 0 && numCtx(promptTokens, answerTokens) != allocatedTokens;
    }

    /**
     * The {@code num_ctx} to send; 0 to send none.
     *
     * @param promptTokens an estimate, so a fifth is added
     * @param answerTokens the caller's limit; 0 when there is none
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
