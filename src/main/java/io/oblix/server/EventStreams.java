package io.oblix.server;

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

    EventStreams(BrowserSessions browsers) {
        this.browsers = browsers;
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
        EventStream stream = new EventStream(
                ctx.response(),
                session != null,
                () -> session == null || browsers.isOpen(session),
                open::decrementAndGet);
        stream.start();
        opened.accept(stream);
    }
}
