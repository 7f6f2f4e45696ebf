package io.oblix.provider.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/**
 * Recognises models that run in Ollama's cloud (https://docs.ollama.com/cloud). An Ollama on this machine passes requests
 * for them on, so they must not count as local.
 */
final class OllamaCloud {

    private OllamaCloud() {}

    /** {@code java.net.URI} finds no host in a name with an underscore, which names of containers may have. */
    static boolean isAddress(String baseUrl) {
        int scheme = baseUrl.indexOf("://");
        String host = scheme < 0 ? baseUrl : baseUrl.substring(scheme + "://".length());
        host = upTo(upTo(upTo(host, '/'), '?'), '#');
        host = upTo(host.substring(host.lastIndexOf('@') + 1), ':').toLowerCase(Locale.ROOT);
        host = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        return host.equals("ollama.com") || host.endsWith(".ollama.com");
    }

    private static String upTo(String text, char end) {
        int at = text.indexOf(end);
        return at < 0 ? text : text.substring(0, at);
    }

    /** By the tag, which canonical names always have. Ollama passes such a name on even if it is not installed. */
    static boolean isName(String canonicalName) {
        return canonicalName.endsWith("cloud");
    }

    /** Whether Ollama's list or its details of a model name another machine. */
    static boolean isRemote(JsonNode details) {
        return details.hasNonNull("remote_host") || details.hasNonNull("remote_model");
    }
}
