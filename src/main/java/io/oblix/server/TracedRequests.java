package io.oblix.server;

import io.oblix.chat.Trace;
import io.oblix.key.KeyUse;
import io.oblix.server.reply.OblixHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Has requests that models answer traced, the refused ones too; other paths are looked at by people and probes, and would
 * drown them.
 */
record TracedRequests(RequestTracer tracer, ErrorShapes shapes) {

    private static final String TRACE = "oblix.trace";

    /** Before the key is looked at. */
    void begin(Router router) {
        router.route().handler(this::begin);
    }

    private void begin(RoutingContext ctx) {
        String path = ctx.normalizedPath();
        if (ctx.request().method().equals(HttpMethod.POST) && shapes.isServed(path)) {
            String id = ctx.response().headers().get(OblixHeaders.REQUEST_ID);
            Trace trace = tracer.begin(
                    "POST", path, id, name -> ctx.request().headers().get(name));
            ctx.put(TRACE, trace);
            ctx.addEndHandler(ended -> tracer.answered(
                    trace, ctx.response().headWritten() ? ctx.response().getStatusCode() : 0));
        }
        ctx.next();
    }

    /** After it: on its way to the routes the trace travels with the key. */
    void carry(Router router) {
        router.route().handler(TracedRequests::carry);
    }

    /** Vert.x 4 has no other way; its successor is there in Vert.x 5 only. */
    @SuppressWarnings("deprecation")
    private static void carry(RoutingContext ctx) {
        Trace trace = ctx.get(TRACE);
        if (trace != null) {
            KeyUse use = ctx.user() instanceof KeyUser known ? known.use() : KeyUse.NONE;
            ctx.setUser(new KeyUser(use, trace));
        }
        ctx.next();
    }
}
