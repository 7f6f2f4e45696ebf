package io.oblix.cli;

import io.oblix.settings.WrittenValue;
import io.oblix.upstream.NoProxy;
import java.net.ProxySelector;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Translates {@code HTTPS_PROXY}, {@code HTTP_PROXY} and, in place of either, {@code ALL_PROXY}, which a JVM does not read, to
 * the system properties that it does; {@code NO_PROXY} becomes a {@link NoProxy}. As with curl, a variable in lower case wins
 * over the same in upper case. A property that is already set is left alone.
 */
final class ProxyEnvironment {

    /** {@code [scheme://][user[:password]@]host[:port][/]}; a password may hold any sign. */
    private static final Pattern PROXY = Pattern.compile(
            "(?:([A-Za-z][\\w+.-]*)://)?(?:([^:@]*)(?::(.*))?@)?(\\[[0-9A-Fa-f:.]+]|[\\p{L}\\p{N}_.-]+)(?::(\\d{1,5}))?/*");

    private static final int DEFAULT_PORT = 80;

    private ProxyEnvironment() {}

    static void apply(Map<String, String> environment) {
        Properties properties = System.getProperties();
        settings(environment, properties, System.err::println).forEach(System::setProperty);
        String none = noProxy(environment);
        ProxySelector selector = ProxySelector.getDefault();
        if (none != null && selector != null && System.getProperty("http.nonProxyHosts") == null) {
            ProxySelector.setDefault(new NoProxy(none, selector));
        }
    }

    /** The list of hosts that no proxy is asked for; null for none. */
    static @Nullable String noProxy(Map<String, String> environment) {
        return value(environment, "NO_PROXY");
    }

    /**
     * The properties to set.
     *
     * @param present those that are set
     * @param warnings receives a line for each variable that cannot be used
     */
    static Map<String, String> settings(
            Map<String, String> environment, Properties present, Consumer<String> warnings) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String scheme : new String[] {"https", "http"}) {
            if (present.getProperty(scheme + ".proxyHost") != null) {
                continue;
            }
            for (String variable : new String[] {scheme.toUpperCase(Locale.ROOT) + "_PROXY", "ALL_PROXY"}) {
                String proxy = value(environment, variable);
                if (proxy != null) {
                    if (!add(settings, scheme, proxy)) {
                        warnings.accept(
                                "! " + variable + " is not valid and is ignored; write it as http://host:port.");
                    }
                    break;
                }
            }
        }
        return settings;
    }

    private static @Nullable String value(Map<String, String> environment, String name) {
        for (String spelling : new String[] {name.toLowerCase(Locale.ROOT), name}) {
            String value = WrittenValue.unquoted(environment.getOrDefault(spelling, ""));
            if (!value.isEmpty()) {
                return value;
            }
        }
        return null;
    }

    private static boolean add(Map<String, String> settings, String scheme, String proxy) {
        Matcher parts = PROXY.matcher(proxy);
        String kind = parts.matches() ? parts.group(1) : "none";
        int port = kind == null || kind.regionMatches(true, 0, "http", 0, 4) ? port(parts.group(5)) : 0;
        if (port < 1 || port > 65535) {
            return false;
        }
        settings.put(scheme + ".proxyHost", parts.group(4));
        settings.put(scheme + ".proxyPort", Integer.toString(port));
        String user = parts.group(2);
        String password = parts.group(3);
        if (user != null && password != null) {
            settings.put(scheme + ".proxyUser", decoded(user));
            settings.put(scheme + ".proxyPassword", decoded(password));
        }
        return true;
    }

    private static int port(@Nullable String port) {
        return port == null ? DEFAULT_PORT : Integer.parseInt(port);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException plain) {
            return text;
        }
    }
}
