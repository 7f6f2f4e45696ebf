package io.oblix.server;

import io.oblix.key.KeyUse;
import io.oblix.key.Keys;
import io.oblix.key.Sessions;
import io.oblix.problem.KeyProblem;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** The operator's browsers, which show a session's cookie in place of a key. A key that is sent as well counts alone. */
final class BrowserSessions {

    private final Sessions sessions;

    BrowserSessions(Keys keys) {
        this.sessions = new Sessions(keys);
    }

    /**
     * The use of the key that the browser logged in with. Browsers send a cookie for whichever page asks, so that page has to
     * be ours.
     *
     * @throws KeyProblem when there is no session
     */
    KeyUse use(HttpServerRequest request) {
        String id = SessionCookie.of(request);
        if (id == null) {
            throw KeyProblem.missing();
        }
        KeyUse use = SameOrigin.isForeign(request) ? null : sessions.find(id);
        if (use == null) {
            throw KeyProblem.noSession();
        }
        return use;
    }

    /** The session by which a request was let in; null where it was let in otherwise. */
    static @Nullable String id(HttpServerRequest request) {
        return SentKeys.of(request.headers()).isEmpty() ? SessionCookie.of(request) : null;
    }

    boolean isOpen(String id) {
        return sessions.find(id) != null;
    }

    /** Whether a page of this server's own asks, of an operator's: then no setting for other pages has a say. */
    boolean isOwnPage(RoutingContext ctx) {
        HttpServerRequest request = ctx.request();
        if (!SameOrigin.isOwnOrigin(request) || SameOrigin.isForeign(request)) {
            return false;
        }
        if (OperatorPaths.isLogin(ctx.normalizedPath()) || OperatorPaths.isFromHere(request)) {
            return true;
        }
        String id = id(request);
        return id != null && isOpen(id);
    }

    /**
     * @param key as the operator typed it, and known to be right
     * @return the value of {@code Set-Cookie}
     */
    String open(HttpServerRequest request, String key) {
        return SessionCookie.set(request, sessions.open(key));
    }

    /** @return the value of {@code Set-Cookie} */
    String close(HttpServerRequest request) {
        String id = SessionCookie.of(request);
        if (id != null) {
            sessions.close(id);
        }
        return SessionCookie.remove(request);
    }
}
