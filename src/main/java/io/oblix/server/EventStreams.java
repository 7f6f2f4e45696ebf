package io.oblix.server;

import io.oblix.problem.ServerProblem;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The streams of events that are open: a bounded number, none of which holds a thread. */
final class EventStreams {

    /** Open at a time; more are refused. */
    static final int MOST = 64;

    private final AtomicInteger open = new AtomicInteger();

    /** Whether a request asks for events rather than for the state of now. */
    static boolean isAsked(HttpServerRequest request) {
        String accept = request.headers().get("accept");
        return accept != null && accept.toLowerCase(Locale.ROOT).contains("text/event-stream");
    }

    /** Opens a stream, or refuses the request. */
    void open(RoutingContext ctx, boolean hasSession, BooleanSupplier allowed, Consumer<EventStream> opened) {
        if (open.incrementAndGet() > MOST) {
            open.decrementAndGet();
            ctx.fail(503, ServerProblem.tooManyStreams(MOST));
            return;
        }
        EventStream stream = new EventStream(ctx.response(), hasSession, allowed, open::decrementAndGet);
        stream.start();
        opened.accept(stream);
    }
}
