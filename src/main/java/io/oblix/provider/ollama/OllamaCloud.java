package io.oblix.provider.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** What Ollama's own cloud is known by: an Ollama on this machine passes requests on to it under names like any other. */
final class OllamaCloud {

    private OllamaCloud() {}

    /** By hand: {@code java.net.URI} finds no host in a name with an underscore, as containers have them. */
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

    /** By the tag, which canonical names always have; such a model is asked for there even where it is not installed. */
    static boolean isName(String canonicalName) {
        return canonicalName.endsWith("cloud");
    }

    /** Whether what Ollama says of a model, in its list or by itself, names somebody else's machine. */
    static boolean isRemote(JsonNode told) {
        return told.hasNonNull("remote_host") || told.hasNonNull("remote_model");
    }
}
