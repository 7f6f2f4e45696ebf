package io.oblix.upstream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sends no request through a proxy whose host {@code NO_PROXY} names, and leaves all others to another selector. The list is
 * read as curl reads it: a domain covers its hosts, with or without a dot before it; networks such as {@code 10.0.0.0/8} and
 * {@code fd00::/8} cover addresses; {@code *} is every host; blanks separate as commas do. Beyond that, as in Go, an entry
 * may have a port and then covers that alone, and {@code *.example.com} covers the hosts of the domain without itself.
 * Names are not resolved.
 */
public final class NoProxy extends ProxySelector {

    private static final Pattern ENTRY =
            Pattern.compile("(\\[[^]]*](?:/\\d+)?|[^:]*)(?::(\\d{1,5}))?|([^\\[\\]]*:[^\\[\\]]*:[^\\[\\]]*)");
    private static final Pattern AUTHORITY = Pattern.compile("(?:.*@)?(\\[[^]]*]|[^:]*)(?::(\\d{1,5}))?");
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private interface Rule {
        boolean covers(String host, byte @Nullable [] address, int port);
    }

    private final ProxySelector others;
    private final List<Rule> rules;

    /** @param list the value of {@code NO_PROXY} */
    public NoProxy(String list, ProxySelector others) {
        this.others = others;
        this.rules = Arrays.stream(list.toLowerCase(Locale.ROOT).split("[,\\s]+"))
                .map(NoProxy::rule)
                .filter(Objects::nonNull)
                .toList();
    }

    /** Null for an entry that means nothing. */
    private static @Nullable Rule rule(String text) {
        Matcher entry = ENTRY.matcher(text);
        if (text.isEmpty() || !entry.matches()) {
            return null;
        }
        String port = entry.group(2);
        Rule rule = host(plain(entry.group(1) == null ? text : entry.group(1)));
        if (rule == null || port == null) {
            return rule;
        }
        int only = Integer.parseInt(port);
        return (host, address, at) -> at == only && rule.covers(host, address, at);
    }

    private static @Nullable Rule host(String text) {
        int slash = text.indexOf('/');
        byte[] address = address(slash < 0 ? text : plain(text.substring(0, slash)));
        if (slash >= 0 || address != null) {
            int bits = address == null ? -1 : bits(text.substring(slash + 1), 8 * address.length, slash);
            return address == null || bits < 0
                    ? null
                    : (host, asked, port) -> asked != null && isWithin(asked, address, bits);
        }
        if (text.equals("*")) {
            return (host, asked, port) -> true;
        }
        if (text.startsWith("*.")) {
            String domain = text.substring(1);
            return (host, asked, port) -> host.endsWith(domain);
        }
        if (text.endsWith("*")) {
            String start = text.substring(0, text.length() - 1);
            return (host, asked, port) -> host.startsWith(start);
        }
        String name = text.replaceFirst("^\\.+", "");
        String domain = "." + name;
        return name.isEmpty() ? null : (host, asked, port) -> host.equals(name) || host.endsWith(domain);
    }

    /** @return -1 when it is no such number */
    private static int bits(String text, int most, int slash) {
        if (slash < 0) {
            return most;
        }
        return text.matches("\\d{1,3}") && Integer.parseInt(text) <= most ? Integer.parseInt(text) : -1;
    }

    private static boolean isWithin(byte[] address, byte[] network, int bits) {
        if (address.length != network.length) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> (i & 7);
            if (((address[i >> 3] ^ network[i >> 3]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Without the brackets of an address and the dot that may end a name. */
    private static String plain(String host) {
        String name = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /** Of a literal; null for a name, which is not looked up. */
    private static byte @Nullable [] address(String host) {
        if (!host.contains(":") && !IPV4.matcher(host).matches()) {
            return null;
        }
        try {
            return InetAddress.getByName(host).getAddress();
        } catch (UnknownHostException noAddress) {
            return null;
        }
    }

    @Override
    public List<Proxy> select(URI url) {
        return isDirect(url) ? List.of(Proxy.NO_PROXY) : others.select(url);
    }

    /** A host with an underscore is none to {@link URI}, so the authority is read. */
    private boolean isDirect(URI url) {
        Matcher authority = AUTHORITY.matcher(Objects.requireNonNullElse(url.getRawAuthority(), ""));
        if (!authority.matches()) {
            return false;
        }
        String host = plain(Objects.requireNonNull(authority.group(1)).toLowerCase(Locale.ROOT));
        String explicit = authority.group(2);
        int port = explicit != null ? Integer.parseInt(explicit) : "https".equals(url.getScheme()) ? 443 : 80;
        byte[] address = address(host);
        return rules.stream().anyMatch(rule -> rule.covers(host, address, port));
    }

    @Override
    public void connectFailed(URI url, SocketAddress proxy, IOException failure) {
        others.connectFailed(url, proxy, failure);
    }
}
