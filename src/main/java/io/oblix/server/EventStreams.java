package io.oblix.server;

import io.oblix.key.Keys;
import io.oblix.problem.ServerProblem;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The streams of events that are open: a bounded number, none of which holds a thread. */
final class EventStreams {

    /** Open at a time; more are refused. */
    static final int MOST = 64;

    private final AtomicInteger open = new AtomicInteger();

    private final BrowserSessions browsers;
    private final Keys keys;

    EventStreams(BrowserSessions browsers, Keys keys) {
        this.browsers = browsers;
        this.keys = keys;
    }

    /** Answers the requests of a route that ask for events; others are left to the next route. */
    void serve(Route route, Consumer<EventStream> opened) {
        route.handler(ctx -> {
            if (isAsked(ctx.request())) {
                open(ctx, opened);
            } else {
                ctx.next();
            }
        });
    }

    /** Whether a request asks for events rather than for the state of now. */
    private static boolean isAsked(HttpServerRequest request) {
        String accept = request.headers().get("accept");
        return accept != null && accept.toLowerCase(Locale.ROOT).contains("text/event-stream");
    }

    private void open(RoutingContext ctx, Consumer<EventStream> opened) {
        if (open.incrementAndGet() > MOST) {
            open.decrementAndGet();
            ctx.fail(503, ServerProblem.tooManyStreams(MOST));
            return;
        }
        String session = BrowserSessions.id(ctx.request());
        String name = ctx.user() instanceof KeyUser user ? user.use().key().name() : "";
        EventStream stream = new EventStream(
                ctx.response(),
                session != null,
                session != null ? () -> browsers.isOpen(session) : () -> isStillAdmin(name),
                open::decrementAndGet);
        stream.start();
        opened.accept(stream);
    }

    /** @param name of the key that opened a stream; empty where none was asked for */
    private boolean isStillAdmin(String name) {
        return name.isEmpty()
                ? !keys.areAsked()
                : name.equals(Keys.ADMIN) || keys.named(name).admin();
    }
}
