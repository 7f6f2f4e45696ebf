package io.oblix.provider.ollama;

import io.oblix.settings.SettingsReader;
import java.util.List;

/**
 * Reads {@code OLLAMA_HOST} as Ollama's own client does (envconfig/config.go): scheme and port are optional, the port
 * is 11434, or 80 and 443 where a scheme is given without one; {@code 0.0.0.0} is an address to listen on and means
 * this machine.
 */
final class OllamaAddress {

    private OllamaAddress() {}

    /** One address or several with commas. */
    static List<String> parse(String text) {
        return SettingsReader.parts(text).stream().map(OllamaAddress::one).toList();
    }

    private static String one(String text) {
        int schemeEnd = text.indexOf("://");
        String scheme = schemeEnd < 0 ? "http" : text.substring(0, schemeEnd);
        String rest = schemeEnd < 0 ? text : text.substring(schemeEnd + 3);
        int slash = rest.indexOf('/');
        String path = slash < 0 ? "" : rest.substring(slash).replaceAll("/+$", "");
        String authority = slash < 0 ? rest : rest.substring(0, slash);
        int bracket = authority.indexOf(']');
        int colon = authority.indexOf(':', Math.max(bracket, 0));
        String host = colon < 0 ? authority : authority.substring(0, colon);
        String port = colon < 0 ? "" : authority.substring(colon + 1);
        if (port.isEmpty()) {
            port = schemeEnd < 0 ? "11434" : scheme.equals("https") ? "443" : "80";
        }
        if (host.isEmpty() || host.equals("0.0.0.0")) {
            host = "127.0.0.1";
        } else if (host.equals("[::]")) {
            host = "[::1]";
        }
        return scheme + "://" + host + ":" + port + path;
    }
}
