package io.oblix.provider.ollama;

import io.oblix.settings.SettingsReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Reads {@code OLLAMA_HOST} as Ollama's own client does (envconfig/config.go): quotes, scheme and port are optional, the
 * port is 11434, or 80 and 443 where a scheme is given without one; an IPv6 address needs no brackets; {@code 0.0.0.0}
 * and {@code ::} are addresses to listen on and mean this machine. A number alone is a port.
 */
final class OllamaAddress {

    private static final String PORT = "11434";

    /** What other clients of Ollama want at the end of its address. */
    private static final Pattern API = Pattern.compile("(/+(v1|api)(/(chat|generate|tags|chat/completions))?)?/*$");

    private OllamaAddress() {}

    /** One address or several with commas, each as it is written. */
    static List<String> parts(String text) {
        return SettingsReader.parts(text).stream()
                .map(OllamaAddress::withoutQuotes)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    /** Without the path of an API, which other clients want in their settings. */
    static String base(String url) {
        return API.matcher(url).replaceFirst("");
    }

    private static String withoutQuotes(String text) {
        return text.replaceAll("^[\"'\\s]+|[\"'\\s]+$", "");
    }

    /** A complete address from one that is written in short. */
    static String complete(String written) {
        int schemeEnd = written.indexOf("://");
        String scheme = schemeEnd < 0 ? "http" : written.substring(0, schemeEnd).toLowerCase(Locale.ROOT);
        String rest = schemeEnd < 0 ? written : written.substring(schemeEnd + 3);
        int slash = rest.indexOf('/');
        String path = slash < 0 ? "" : rest.substring(slash);
        String authority = slash < 0 ? rest : rest.substring(0, slash);
        String host = host(authority);
        String port = authority.substring(Math.min(authority.length(), host.length() + 1));
        if (schemeEnd < 0 && !host.isEmpty() && host.chars().allMatch(Character::isDigit) && port.isEmpty()) {
            port = host;
            host = "";
        }
        if (port.isEmpty()) {
            port = schemeEnd < 0 ? PORT : scheme.equals("https") ? "443" : "80";
        }
        return scheme + "://" + reachable(host) + ":" + port + path;
    }

    /** What stands before the port. */
    private static String host(String authority) {
        int bracket = authority.lastIndexOf(']');
        int colon = authority.indexOf(':', Math.max(bracket, 0));
        boolean isBareIpV6 = bracket < 0 && isIpV6(authority);
        return colon < 0 || isBareIpV6 ? authority : authority.substring(0, colon);
    }

    private static boolean isIpV6(String text) {
        try {
            return text.indexOf(':') != text.lastIndexOf(':') && new URI("http://[" + text + "]").getHost() != null;
        } catch (URISyntaxException other) {
            return false;
        }
    }

    private static String reachable(String host) {
        return switch (host) {
            case "", "0.0.0.0", "*" -> "127.0.0.1";
            case "::", "[::]" -> "[::1]";
            default -> host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        };
    }
}
