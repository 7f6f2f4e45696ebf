package io.oblix.provider.ollama;

import java.util.Locale;

/**
 * An installed model.
 *
 * @param name with its tag, {@code llama3.2:latest}
 * @param digest of this version; another version of the same name has another one
 * @param modifiedSeconds since 1970; 0 if unknown
 * @param sizeBytes on disk
 * @param remote whether this is only a name for a model that another machine runs
 */
public record OllamaModel(String name, String digest, long modifiedSeconds, long sizeBytes, boolean remote) {

    /**
     * What a model can do. It belongs to a digest and never changes.
     *
     * @param contextTokens the model's own window; 0 if unknown
     * @param vision whether it can see pictures; true where Ollama does not tell
     * @param tools whether it can call tools; true where Ollama does not tell
     * @param thinking whether it is known to think
     * @param remote whether another machine runs it
     * @param chats whether it can complete a prompt, unlike a model for embeddings
     * @param parameterBillions its size; -1 if unknown
     * @param inserts whether it can fill a gap in a text; true where Ollama does not tell
     */
    public record Abilities(
            int contextTokens,
            boolean vision,
            boolean tools,
            boolean thinking,
            boolean remote,
            boolean chats,
            double parameterBillions,
            boolean inserts,
            Modelfile modelfile) {}

    /**
     * A model in memory.
     *
     * @param contextTokens the window that was allocated; 0 if unknown
     * @param vramBytes how much of it is in the memory of a graphics card
     * @param digest of the model that was asked for when it was loaded; empty if unknown
     */
    public record Loaded(int contextTokens, long vramBytes, String digest) {

        public boolean onGpu() {
            return vramBytes > 0;
        }
    }

    /** Without {@code :latest}, the tag that a name without one has. */
    String shortName() {
        return name.endsWith(":latest") ? name.substring(0, name.length() - ":latest".length()) : name;
    }

    /** Adds {@code :latest} to a name without a tag. */
    static String normalise(String name) {
        return name.lastIndexOf(':') > name.lastIndexOf('/') ? name : name + ":latest";
    }

    /** One spelling for all those that mean the same model: Ollama ignores case and fills in defaults (types/model/name.go). */
    static String canonical(String name) {
        String canonical = normalise(name).toLowerCase(Locale.ROOT);
        int scheme = canonical.indexOf("://");
        canonical = scheme < 0 ? canonical : canonical.substring(scheme + "://".length());
        return without("library/", without("registry.ollama.ai/", canonical));
    }

    private static String without(String prefix, String name) {
        return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    }
}
