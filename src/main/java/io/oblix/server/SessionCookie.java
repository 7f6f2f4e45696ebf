package io.oblix.server;

import io.oblix.key.Sessions;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The cookie with which a browser shows its session: no script reads it, and no page of another site has it sent. */
final class SessionCookie {

    private static final String NAME = "oblix_session";

    /** Over HTTPS: browsers accept this prefix from the server itself only, and with Secure. */
    private static final String SECURE_NAME = "__Host-" + NAME;

    private static final int LONGEST = 8 * 1024;

    private SessionCookie() {}

    /** The session's id that a browser sent; null for none. */
    static @Nullable String of(HttpServerRequest request) {
        String header = request.headers().get("cookie");
        if (header == null || header.length() > LONGEST) {
            return null;
        }
        String name = name(request);
        for (String cookie : header.split(";", -1)) {
            int equals = cookie.indexOf('=');
            if (equals > 0 && cookie.substring(0, equals).strip().equals(name)) {
                return cookie.substring(equals + 1).strip();
            }
        }
        return null;
    }

    /** The value of {@code Set-Cookie} for a new session. */
    static String set(HttpServerRequest request, String id) {
        return name(request) + "=" + id + "; Max-Age=" + Sessions.LENGTH.toSeconds() + attributes(request);
    }

    /** The value of {@code Set-Cookie} that removes it. */
    static String remove(HttpServerRequest request) {
        return name(request) + "=; Max-Age=0" + attributes(request);
    }

    private static String attributes(HttpServerRequest request) {
        return "; Path=/; HttpOnly; SameSite=Strict" + (isSecure(request) ? "; Secure" : "");
    }

    private static String name(HttpServerRequest request) {
        return isSecure(request) ? SECURE_NAME : NAME;
    }

    /** A proxy that speaks HTTPS says so. */
    private static boolean isSecure(HttpServerRequest request) {
        String forwarded = request.headers().get("x-forwarded-proto");
        return request.isSSL()
                || (forwarded != null && forwarded.toLowerCase(Locale.ROOT).startsWith("https"));
    }
}
