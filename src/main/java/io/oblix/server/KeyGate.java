package io.oblix.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import io.oblix.chat.Trace;
import io.oblix.key.AuditLog;
import io.oblix.key.KeyText;
import io.oblix.key.KeyUse;
import io.oblix.key.Keys;
import io.oblix.key.WrongKeys;
import io.oblix.problem.KeyProblem;
import io.oblix.problem.Problem;
import io.oblix.problem.RequestProblem;
import io.oblix.server.connection.VertxInternals;
import io.oblix.server.reply.LimitHeaders;
import io.oblix.server.reply.OblixHeaders;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the key of each request before its body is read. Without a file of keys, requests need none, and the operator's
 * paths are for this machine only.
 */
final class KeyGate implements Handler<RoutingContext> {

    /** In the audit log. */
    private static final int MAX_PATH = 100;

    /** Beyond it, the body of a request that is refused is not worth reading: the connection is closed. */
    private static final int SMALL_BODY_BYTES = 64 * 1024;

    /** The name of the key that a connection has shown last: one that was good from there stays so. */
    private static final AttributeKey<String> SHOWN = AttributeKey.valueOf(KeyGate.class, "shown");

    private final Keys keys;
    private final ErrorShapes shapes;
    private final WrongKeys wrong = new WrongKeys();
    private final BrowserSessions browsers;
    private final MisplacedKeys misplaced;

    KeyGate(Keys keys, BrowserSessions browsers, ErrorShapes shapes, MisplacedKeys misplaced) {
        this.keys = keys;
        this.shapes = shapes;
        this.browsers = browsers;
        this.misplaced = misplaced;
    }

    @Override
    public void handle(RoutingContext ctx) {
        String path = ctx.normalizedPath();
        String plain = OperatorPaths.plain(path);
        if (OperatorPaths.isAlwaysOpen(plain)) {
            ctx.next();
            return;
        } else if (OperatorPaths.isPages(plain) && SameOrigin.isForeign(ctx.request())) {
            ctx.fail(403, RequestProblem.foreignPage());
            return;
        }
        KeyUse use = null;
        try {
            if (keys.areAsked()) {
                use = find(ctx.request());
                admit(ctx, path, plain, use);
            } else if (OperatorPaths.needLoopback(ctx.request(), plain) && !OperatorPaths.isFromHere(ctx.request())) {
                use = operator(ctx.request(), path);
            }
            if (use != null) {
                setUser(ctx, new KeyUser(use, Trace.NONE));
            }
        } catch (KeyProblem refused) {
            if (isForLogin(ctx.request(), plain)) {
                ctx.reroute(HttpMethod.GET, OperatorPaths.LOGIN);
            } else {
                refuse(ctx, path, use, refused);
            }
            return;
        }
        if (!shapes.isServed(path)
                && misplaced.isInPath(
                        path,
                        use == null ? List.of() : SentKeys.of(ctx.request().headers()))) {
            fail(ctx, 400, RequestProblem.keyInPath());
            return;
        }
        ctx.next();
    }

    /** Vert.x 4 has no other way; its successor is there in Vert.x 5 only. */
    @SuppressWarnings("deprecation")
    private static void setUser(RoutingContext ctx, KeyUser user) {
        ctx.setUser(user);
    }

    private void admit(RoutingContext ctx, String path, String plain, KeyUse use) {
        if (!use.key().admin() && OperatorPaths.needAdmin(ctx.request(), plain)) {
            throw KeyProblem.adminOnly(path);
        }
        if (shapes.isServed(path)) {
            if (use.isLimited()) {
                LimitHeaders limits = shapes.of(path, ctx.request().headers()).limits();
                // As they stand when the head of the reply is written, whatever writes it.
                ctx.addHeadersEndHandler(
                        written -> limits.putInto(ctx.response().headers(), use));
            }
            use.request();
        }
    }

    /** A browser that asks for the page, and could show a key. */
    private boolean isForLogin(HttpServerRequest request, String plain) {
        return OperatorPaths.isPage(request, plain)
                && (keys.areAsked() || keys.haveAdmin())
                && SentKeys.of(request.headers()).isEmpty();
    }

    private KeyUse operator(HttpServerRequest request, String path) {
        if (SentKeys.of(request.headers()).isEmpty() && SessionCookie.of(request) == null) {
            throw KeyProblem.loopbackOnly(path);
        }
        KeyUse use = find(request);
        if (!use.key().admin()) {
            throw KeyProblem.loopbackOnly(path);
        }
        return use;
    }

    /** Of several keys one that fits is enough: clients send what else they know, too. */
    private KeyUse find(HttpServerRequest request) {
        List<String> sent = SentKeys.of(request.headers());
        if (sent.isEmpty()) {
            return browsers.use(request);
        }
        return find(request, sent);
    }

    private KeyUse find(HttpServerRequest request, List<String> sent) {
        KeyProblem problem = KeyProblem.unknown();
        for (String key : sent) {
            try {
                KeyUse found = keys.find(key);
                if (found != null) {
                    shown(request, key, found.key().name());
                    return found;
                }
            } catch (KeyProblem noLonger) {
                problem = noLonger;
            }
        }
        wrong.sent(address(request), null);
        throw problem;
    }

    /**
     * A right key, once for each connection. One that nobody guesses need not wait for the wrong ones from its address, which
     * all callers have in common behind a proxy or in a network of containers.
     */
    private void shown(HttpServerRequest request, String key, String name) {
        Attribute<String> shown =
                VertxInternals.handler(request.connection()).channel().attr(SHOWN);
        if (!name.equals(shown.get())) {
            if (!KeyText.isRandom(key)) {
                wrong.sent(address(request), name);
            }
            shown.set(name);
        }
    }

    /**
     * Opens a session for a browser.
     *
     * @param key as the operator typed it
     * @return the value of {@code Set-Cookie}
     * @throws KeyProblem when the key is no admin's, or too many wrong ones came from this address
     */
    String logIn(HttpServerRequest request, String key) {
        KeyUse use = null;
        try {
            use = find(request, List.of(key));
            if (!use.key().admin()) {
                throw KeyProblem.adminOnly("/");
            }
        } catch (KeyProblem refused) {
            audit(request, OperatorPaths.LOGIN, use, refused);
            throw refused;
        }
        AuditLog.write(AuditLog.line("login", use.key().name()).put("address", address(request)));
        return browsers.open(request, key);
    }

    private static String address(HttpServerRequest request) {
        SocketAddress peer = request.connection().remoteAddress();
        String address = peer == null ? null : peer.hostAddress();
        return address == null ? "" : address;
    }

    private void refuse(RoutingContext ctx, String path, @Nullable KeyUse use, KeyProblem problem) {
        audit(ctx.request(), misplaced.shown(ctx.request(), path), use, problem);
        fail(ctx, problem.status(), problem);
    }

    private static void fail(RoutingContext ctx, int status, Problem problem) {
        MultiMap headers = ctx.request().headers();
        String length = headers.get("content-length");
        boolean small = !headers.contains("transfer-encoding")
                && (length == null || (length.length() < 6 && Integer.parseInt(length) <= SMALL_BODY_BYTES));
        if (!small) {
            ctx.response().putHeader("connection", "close");
        }
        ctx.fail(status, problem);
    }

    static void audit(HttpServerRequest request, String path, @Nullable KeyUse use, KeyProblem problem) {
        ObjectNode line = AuditLog.line(
                "refusal", use == null ? problem.noLongerAccepted() : use.key().name());
        line.put("address", address(request))
                .put("request", request.response().headers().get(OblixHeaders.REQUEST_ID))
                .put("method", request.method().name())
                .put("path", path.length() > MAX_PATH ? path.substring(0, MAX_PATH) : path)
                .put("status", problem.status())
                .put("code", problem.code());
        AuditLog.write(line);
    }
}
