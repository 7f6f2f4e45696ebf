package io.oblix.provider.ollama;

import java.util.Locale;

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

    /** One spelling for all those that Ollama takes for the same model: it ignores case and what is the default. */
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
