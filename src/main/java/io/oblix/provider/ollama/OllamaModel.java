package io.oblix.provider.ollama;

/**
 * A model that is installed.
 *
 * @param name with its tag, {@code llama3.2:latest}
 * @param digest tells versions of one name apart
 * @param modifiedSeconds since 1970; 0 where it is not known
 * @param sizeBytes on disk
 * @param remote whether this is only a name for a model that somebody else's machine runs
 */
public record OllamaModel(String name, String digest, long modifiedSeconds, long sizeBytes, boolean remote) {

    /** Without {@code :latest}, which a name without a tag means anyway. */
    String shortName() {
        return name.endsWith(":latest") ? name.substring(0, name.length() - ":latest".length()) : name;
    }

    /** Names without a tag mean {@code :latest}. */
    static String normalise(String name) {
        return name.lastIndexOf(':') > name.lastIndexOf('/') ? name : name + ":latest";
    }
}
