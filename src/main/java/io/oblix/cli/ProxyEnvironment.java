package io.oblix.cli;

import io.oblix.settings.SettingsReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Translates {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY}, which a JVM does not read, to the system
 * properties that it does. A property that is already set is left alone.
 */
final class ProxyEnvironment {

    private ProxyEnvironment() {}

    static void apply(Map<String, String> environment) {
        set("https", value(environment, "HTTPS_PROXY"));
        set("http", value(environment, "HTTP_PROXY"));
        String none = value(environment, "NO_PROXY");
        if (none != null && System.getProperty("http.nonProxyHosts") == null) {
            System.setProperty("http.nonProxyHosts", nonProxyHosts(none));
        }
    }

    private static @Nullable String value(Map<String, String> environment, String name) {
        String value = environment.getOrDefault(name, environment.get(name.toLowerCase(Locale.ROOT)));
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static void set(String scheme, @Nullable String proxy) {
        if (proxy == null || System.getProperty(scheme + ".proxyHost") != null) {
            return;
        }
        try {
            URI uri = new URI(proxy.contains("://") ? proxy : "http://" + proxy);
            if (uri.getHost() == null) {
                throw new URISyntaxException("", "no host");
            }
            System.setProperty(scheme + ".proxyHost", uri.getHost());
            System.setProperty(scheme + ".proxyPort", Integer.toString(uri.getPort() < 0 ? 80 : uri.getPort()));
            String user = uri.getUserInfo();
            if (user != null && user.contains(":")) {
                System.setProperty(scheme + ".proxyUser", user.substring(0, user.indexOf(':')));
                System.setProperty(scheme + ".proxyPassword", user.substring(user.indexOf(':') + 1));
            }
        } catch (URISyntaxException malformed) {
            System.err.println("! " + scheme.toUpperCase(Locale.ROOT)
                    + "_PROXY is not valid and is ignored; write it as http://host:port.");
        }
    }

    /** {@code .example.com,10.0.0.1} as {@code localhost|127.*|[::1]|*.example.com|10.0.0.1}. */
    static String nonProxyHosts(String noProxy) {
        return "localhost|127.*|[::1]|"
                + SettingsReader.parts(noProxy).stream()
                        .map(host -> host.startsWith(".") ? "*" + host : host)
                        .collect(Collectors.joining("|"));
    }
}
