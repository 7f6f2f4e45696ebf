package io.oblix.server;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.oblix.problem.Problem;
import io.oblix.problem.RequestProblem;
import io.oblix.problem.ServerProblem;
import io.oblix.server.reply.ErrorShape;
import io.oblix.server.reply.OblixHeaders;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes in the shape of the path's API the errors that Vert.x would write in its own: an unknown path, a body over the limit, a page
 * of a forbidden origin, a fault outside the routes.
 */
record RouterErrors(long maxBodyBytes, ErrorShapes shapes) {

    private static final Logger LOG = LoggerFactory.getLogger(RouterErrors.class);

    /** The statuses with which Vert.x or our own handlers fail a request. */
    private static final int[] STATUSES = {400, 401, 403, 404, 405, 413, 414, 415, 417, 429, 500, 503};

    void serve(Router router) {
        for (int status : STATUSES) {
            router.errorHandler(status, ctx -> refuse(router, ctx, status));
        }
    }

    private void refuse(Router router, RoutingContext ctx, int failed) {
        String readable = Entrance.path(ctx);
        String path = readable == null ? ctx.request().path() : readable;
        int status = readable == null ? 400 : failed;
        Problem problem = problem(ctx, path, status);
        String given = ctx.response().headers().get(OblixHeaders.REQUEST_ID);
        if (problem.status() == 500) {
            LOG.atError()
                    .setCause(ctx.failure())
                    .addKeyValue("request_id", given)
                    .log("{} {} failed", ctx.request().method(), path);
        }
        if (ctx.response().ended() || ctx.response().closed()) {
            return;
        }
        if (ctx.response().headWritten()) {
            ctx.response().reset();
            return;
        }
        // What is no path at all gets here without having been through the entrance.
        String requestId = given == null ? Entrance.identify(ctx) : given;
        if (status == 413) {
            // The rest of the body will not be read.
            ctx.response().putHeader("connection", "close");
        }
        if (status == 405) {
            ctx.response().putHeader("allow", allowed(router, path));
        }
        ErrorShape shape = shapes.of(path, ctx.request().headers());
        ctx.response().putHeader("vary", "origin");
        shape.headers(problem, requestId).forEach(ctx.response()::putHeader);
        ctx.response()
                .setStatusCode(shape.status(problem))
                .setStatusMessage(
                        HttpResponseStatus.valueOf(shape.status(problem)).reasonPhrase())
                .putHeader("content-type", "application/json")
                .end(Buffer.buffer(shape.error(problem, requestId)));
    }

    /** The methods of the routes at this path; slashes at its end count for nothing. */
    private static String allowed(Router router, String path) {
        String bare = path.replaceFirst("(?<=.)/+$", "");
        Set<String> methods = new TreeSet<>();
        for (Route route : router.getRoutes()) {
            String at = route.getPath();
            if (at == null || route.methods() == null) {
                continue;
            }
            if (route.isExactPath() ? at.equals(bare) : bare.startsWith(at)) {
                route.methods().forEach(method -> methods.add(method.name()));
            }
        }
        return String.join(", ", methods);
    }

    private Problem problem(RoutingContext ctx, String path, int status) {
        String method = ctx.request().method().name();
        if (ctx.failure() instanceof Problem known) {
            return known;
        }
        if (ctx.failure() instanceof RejectedExecutionException) {
            return ServerProblem.tooManyRequests();
        }
        return switch (status) {
            case 403 -> RequestProblem.forbiddenOrigin();
            case 404 -> RequestProblem.unknownPath(method, path, MisdirectedPaths.remedy(path), shapes.served());
            case 405 -> RequestProblem.wrongMethod(method, path);
            case 413 -> RequestProblem.bodyTooLarge(maxBodyBytes);
            case 400, 414, 415, 417 -> RequestProblem.malformedHttp(status);
            default -> ServerProblem.internal(ctx.failure());
        };
    }
}
