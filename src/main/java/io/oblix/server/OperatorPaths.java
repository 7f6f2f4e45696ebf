package io.oblix.server;

import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The paths that are the operator's, and who is the operator where no keys are asked for: the machine itself. Paths are taken
 * {@link #plain}.
 */
final class OperatorPaths {

    static final String LOGIN = "/login";

    private static final String LOGOUT = "/logout";
    private static final String VERSION = "/v1";
    private static final String USAGE = "/usage";
    private static final String METRICS = "/metrics";
    private static final Set<String> PATHS = Set.of("/decisions", "/route", USAGE, METRICS);
    private static final String DASHBOARD = "/dashboard/";
    private static final Set<String> OPEN_ASSETS = Set.of("/dashboard/style.css", "/dashboard/icon.svg");
    private static final Set<String> ALWAYS_OPEN =
            Set.of("/health/live", "/health/ready", LOGIN, LOGOUT, "/dashboard/style.css", "/dashboard/icon.svg");

    /** A proxy on this machine adds one of them: what it hands on comes from elsewhere. */
    private static final List<String> FORWARDED = List.of(
            "x-forwarded-for",
            "forwarded",
            "x-real-ip",
            "x-forwarded-proto",
            "x-client-ip",
            "cf-connecting-ip",
            "true-client-ip",
            "via");

    private static final Pattern LOOPBACK_HOST = Pattern.compile(
            "(([a-z0-9-]+\\.)*localhost\\.?|127(\\.\\d{1,3}){3}|\\[::1]|\\[0:0:0:0:0:0:0:1])(:\\d{1,5})?");

    private OperatorPaths() {}

    /** Whether it needs no key, ever. */
    static boolean isAlwaysOpen(String path) {
        return ALWAYS_OPEN.contains(path);
    }

    /**
     * Whether a path needs an admin key where keys are asked for. Usage does not: a plain key sees its own there. Nor does
     * {@code /health}, which says less to a plain key.
     */
    static boolean needAdmin(HttpServerRequest request, String path) {
        return isPage(request, path) || isDashboard(path) || (PATHS.contains(path) && !path.equals(USAGE));
    }

    /** Whether a path is for this machine only where no keys are asked for. Metrics are not: a scraper has no key. */
    static boolean needLoopback(HttpServerRequest request, String path) {
        return isPage(request, path) || isDashboard(path) || (PATHS.contains(path) && !path.equals(METRICS));
    }

    /** Below it is what the page at the root is made of; how it looks is no secret, and a login page looks like it. */
    private static boolean isDashboard(String path) {
        return path.startsWith(DASHBOARD) && !OPEN_ASSETS.contains(path);
    }

    /** Whether nothing but our own page asks for it. */
    static boolean isPages(String path) {
        return isDashboard(path);
    }

    static boolean isLogin(String path) {
        return path.equals(LOGIN) || path.equals(LOGOUT);
    }

    /** The root is Ollama's sign of life for clients, and a page of ours for browsers. */
    static boolean isPage(HttpServerRequest request, String path) {
        String accept = path.isEmpty() ? request.headers().get("accept") : null;
        return accept != null && accept.toLowerCase(Locale.ROOT).contains("text/html");
    }

    /** Without the version and slashes at the end, which count for nothing when a route is looked for. */
    static String plain(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(path.startsWith(VERSION + "/") && end > VERSION.length() ? VERSION.length() : 0, end);
    }

    /**
     * Whether a request comes from this machine and knows it: a page of the web that has its own name point to this machine
     * has that name in {@code Host}, and a proxy here says for whom it asks.
     */
    static boolean isFromHere(HttpServerRequest request) {
        String host = request.headers().get("host");
        return host != null
                && FORWARDED.stream().noneMatch(request.headers()::contains)
                && LOOPBACK_HOST.matcher(host.toLowerCase(Locale.ROOT)).matches()
                && isLoopback(
                        request.remoteAddress() == null
                                ? null
                                : request.remoteAddress().hostAddress());
    }

    private static boolean isLoopback(@Nullable String address) {
        try {
            return address != null && InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException noAddress) {
            return false;
        }
    }
}
