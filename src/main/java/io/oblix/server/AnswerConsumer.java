package io.oblix.server;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConsumer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpEngine;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/**
 * The consumer of routes that write their answers themselves, through {@link Client}. Camel's own holds the request's thread
 * until the route has ended, also where that waits for nothing but an event loop, and then has the event loop write what is
 * written already.
 */
final class AnswerConsumer extends VertxPlatformHttpConsumer {

    private AnswerConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        super(endpoint, processor, List.of(), VertxPlatformHttpRouter.PLATFORM_HTTP_ROUTER_NAME_ZERO);
    }

    @Override
    protected void handleRequest(RoutingContext ctx) {
        if (isSuspended()) {
            super.handleRequest(ctx);
            return;
        }
        Exchange exchange = createExchange(false);
        processHttpRequest(exchange, ctx)
                .onFailure(ctx::fail)
                .onSuccess(received -> ctx.vertx()
                        .executeBlocking(
                                () -> {
                                    route(exchange, ctx);
                                    return null;
                                },
                                false));
    }

    private void route(Exchange exchange, RoutingContext ctx) {
        try {
            createUoW(exchange);
            getAsyncProcessor().process(exchange, inThisThread -> {
                end(exchange, ctx);
                done(exchange);
            });
        } catch (Exception | Error failed) {
            // Camel catches no Error, such as that of a class that an extension lacks.
            getExceptionHandler().handleException("A request failed by a fault of this server", exchange, failed);
            ctx.fail(failed);
            done(exchange);
        }
    }

    private void done(Exchange exchange) {
        doneUoW(exchange);
        releaseExchange(exchange, false);
    }

    /** Writes what was refused before there was a {@link Client} to answer. */
    private static void end(Exchange exchange, RoutingContext ctx) {
        HttpServerResponse response = ctx.response();
        if (exchange.getException() != null) {
            ctx.fail(exchange.getException());
        } else if (exchange.getMessage().getBody() instanceof byte[] body && !response.ended() && !response.closed()) {
            response.setStatusCode(exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class))
                    .putHeader("content-type", exchange.getMessage().getHeader(Exchange.CONTENT_TYPE, String.class))
                    .end(Buffer.buffer(body));
        }
    }

    /** Gives these paths such a consumer, and all others Camel's own. */
    static final class Engine extends VertxPlatformHttpEngine {

        private final Predicate<String> paths;

        Engine(Predicate<String> paths) {
            this.paths = paths;
        }

        @Override
        public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
            return paths.test(endpoint.getPath())
                    ? new AnswerConsumer(endpoint, processor)
                    : super.createConsumer(endpoint, processor);
        }
    }
}
