package io.oblix.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An http or https address as curl, Go and Python read it. {@code java.net.URI} finds no host in a name with an
 * underscore, which services and containers of Compose and Swarm have.
 */
final class HttpAddress {

    private static final Pattern ADDRESS =
            Pattern.compile("(?i)https?://(\\[[0-9a-f:.]+(?:%[\\w.-]+)?]|[a-z0-9._-]*[a-z0-9][a-z0-9._-]*)"
                    + "(?::(\\d{1,5}))?(?:/[^\\s?#]*)?");
    private static final Pattern AUTHORITY = Pattern.compile("(?i)https?://([^/?#]*).*");
    private static final int MAX_PORT = 65_535;

    /** Its beginning. */
    private static final Pattern BARE_IPV6 = Pattern.compile("[0-9a-fA-F]{0,4}:");

    private HttpAddress() {}

    /** What makes it unusable; null if nothing does. */
    static @Nullable String fault(String value) {
        Matcher address = ADDRESS.matcher(value);
        if (!address.matches()) {
            return fault(AUTHORITY.matcher(value));
        }
        String port = address.group(2);
        if (port != null && !isPort(port)) {
            return "the port is a number from 1 to " + MAX_PORT;
        }
        return address.group(1).startsWith("[") && !isLiteral(address.group(1))
                ? "what stands in brackets is no IPv6 address"
                : null;
    }

    private static String fault(Matcher parts) {
        if (!parts.matches()) {
            return "it begins with http:// or https://";
        }
        String authority = parts.group(1);
        if (authority.isEmpty()) {
            return "it has no host";
        }
        boolean manyColons = authority.indexOf(':') != authority.lastIndexOf(':');
        if (manyColons && !authority.contains("[") && !authority.contains("@")) {
            return BARE_IPV6.matcher(authority).lookingAt()
                    ? "an IPv6 address stands in brackets, as in http://[::1]:11434"
                    : "one colon stands between host and port";
        }
        return "it has a part that cannot be used";
    }

    private static boolean isPort(String port) {
        int number = Integer.parseInt(port);
        return number > 0 && number <= MAX_PORT;
    }

    private static boolean isLiteral(String bracketed) {
        try {
            return new URI("http://" + bracketed).getHost() != null;
        } catch (URISyntaxException malformed) {
            return false;
        }
    }
}
