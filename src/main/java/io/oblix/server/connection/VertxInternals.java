package io.oblix.server.connection;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.buffer.impl.BufferImpl;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.spi.ExecutorServiceFactory;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import java.util.ArrayList;
import java.util.List;

/**
 * All that this server uses of Vert.x's {@code impl} packages, so that there is one place to change for Vert.x 5. Each
 * member says why the public API is not enough and what Vert.x 5 has instead: most of it in
 * {@code io.vertx.core.internal}, which it exports; its {@code impl} packages it does not export to other modules.
 */
public final class VertxInternals {

    private VertxInternals() {}

    /** Blocking work runs on our threads; the public builder cannot set them. Vert.x 5: {@code VertxBootstrap}. */
    public static Vertx vertx(VertxOptions options, ExecutorServiceFactory threads) {
        return new VertxBuilder(options).executorServiceFactory(threads).init().vertx();
    }

    /** To listen once on each; the public API chooses the loop itself. Vert.x 5: {@code internal.VertxInternal}. */
    public static List<EventLoop> eventLoops(Vertx vertx) {
        List<EventLoop> loops = new ArrayList<>();
        ((VertxInternal) vertx).getEventLoopGroup().forEach(loop -> loops.add((EventLoop) loop));
        return loops;
    }

    /** See {@link #eventLoops}. Vert.x 5: {@code internal.ContextInternal}. */
    public static Context contextOn(Vertx vertx, EventLoop loop) {
        return ((VertxInternal) vertx).createEventLoopContext(loop, null, VertxInternals.class.getClassLoader());
    }

    /**
     * The loop that the request on this thread came in by, so that its call upstream is read by the same one; the public
     * API does not name it. Vert.x 5: {@code internal.ContextInternal}.
     */
    public static EventLoop currentEventLoop(Vertx vertx) {
        return ((VertxInternal) vertx).getOrCreateContext().nettyEventLoop();
    }

    /** The public API copies. Vert.x 5: {@code internal.buffer.BufferInternal}. */
    public static Buffer uncopied(byte[] bytes) {
        return BufferImpl.buffer(Unpooled.wrappedBuffer(bytes));
    }

    /** The bytes of a buffer, which must not be changed; the public API copies. Vert.x 5: {@code BufferInternal}. */
    public static byte[] uncopied(Buffer buffer) {
        return ByteBufUtil.getBytes(((BufferImpl) buffer).byteBuf(), 0, buffer.length(), false);
    }

    /** For a body handler of our own. Vert.x 5: the same type, still in {@code ext.web.impl}. */
    public static void setBody(RoutingContext request, Buffer body) {
        ((RoutingContextInternal) request).setBody(body);
    }

    /** Vert.x's own handler in the connection's pipeline: the public API hides Netty. Vert.x 5: still {@code net.impl}. */
    public static ChannelHandlerContext handler(HttpConnection connection) {
        return ((ConnectionBase) connection).channelHandlerContext();
    }

    /** Vert.x handles only heads of its own decoder, which have its type of headers. Vert.x 5: still {@code http.impl}. */
    abstract static class Decoder extends VertxHttpRequestDecoder {

        Decoder(HttpServerOptions options) {
            super(options);
        }
    }
}
