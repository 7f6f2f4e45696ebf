package io.oblix.server;

import io.oblix.problem.RequestProblem;
import io.oblix.problem.ServerProblem;
import io.oblix.server.reply.OblixHeaders;
import io.oblix.server.reply.RequestIds;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * Gives each request its id, and refuses at once what no route may see: all during a shutdown, compressed bodies, and paths whose
 * escapes cannot be read.
 */
record Entrance(Admission admission) implements Handler<RoutingContext> {

    @Override
    public void handle(RoutingContext ctx) {
        identify(ctx);
        if (ctx.request().method().equals(HttpMethod.OPTIONS)) {
            // The handler of origins adds it to all answers but these; RouterErrors to those that never get there.
            ctx.response().putHeader("vary", "origin");
        }
        String path = path(ctx);
        if (path == null) {
            ctx.fail(400);
        } else if (admission.isDraining() && !path.startsWith("/health")) {
            ctx.response().putHeader("connection", "close");
            ctx.fail(503, ServerProblem.shuttingDown());
        } else if (isCompressed(ctx.request())) {
            ctx.response().putHeader("connection", "close");
            ctx.fail(415, RequestProblem.compressedBody());
        } else {
            ctx.next();
        }
    }

    /** Gives the answer an id of its request. */
    static String identify(RoutingContext ctx) {
        String id = RequestIds.next();
        ctx.response().putHeader(OblixHeaders.REQUEST_ID, id).putHeader(OblixHeaders.OPENAI_REQUEST_ID, id);
        return id;
    }

    /** Without escapes, dots and doubled slashes; null where an escape is none, such as {@code %zz}. */
    static @Nullable String path(RoutingContext ctx) {
        try {
            return ctx.normalizedPath();
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    private static boolean isCompressed(HttpServerRequest request) {
        for (String coding : request.headers().getAll("content-encoding")) {
            if (!coding.isBlank() && !coding.strip().equalsIgnoreCase("identity")) {
                return true;
            }
        }
        return false;
    }
}
