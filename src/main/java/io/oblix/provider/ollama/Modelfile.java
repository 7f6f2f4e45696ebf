package io.oblix.provider.ollama;

/**
 * What a model's Modelfile says, of which the model itself knows nothing.
 *
 * @param weights the blobs of its weights, adapters and projectors; two models with the same share one runner. Empty if
 *     unknown
 * @param contextTokens its {@code num_ctx}, the window of a request that asks for none; 0 if it has none
 * @param systemTokens of its {@code SYSTEM} text, which is put before a conversation that has none; an estimate
 * @param messageTokens of its {@code MESSAGE}s, which are put before every conversation; an estimate
 */
public record Modelfile(String weights, int contextTokens, int systemTokens, int messageTokens) {

    static final Modelfile NONE = new Modelfile("", 0, 0, 0);

    /** What Ollama adds to a prompt. */
    int addedTokens(boolean hasSystem) {
        return messageTokens + (hasSystem ? 0 : systemTokens);
    }
}
