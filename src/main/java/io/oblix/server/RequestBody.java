package io.oblix.server;

import io.oblix.server.connection.VertxInternals;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/**
 * Receives the body of a request. Vert.x's own handler appends what comes to a buffer that doubles while it grows, and
 * so copied and threw away five times a body of 100 kB; here the pieces wait for the last one, small ones in one buffer.
 */
public final class RequestBody {

    /** A smaller piece would take more memory for itself than for what it holds. */
    private static final int SMALL_BYTES = 1024;

    private final RoutingContext ctx;
    private final long maxBytes;
    private final List<Buffer> pieces = new ArrayList<>(4);
    private int size;

    private RequestBody(RoutingContext ctx, long maxBytes) {
        this.ctx = ctx;
        this.maxBytes = maxBytes;
    }

    /**
     * Passes a request on when its body is complete.
     *
     * @param maxBytes a larger one is failed with a 413: at once when its length was announced, else when so much has come
     */
    static Handler<RoutingContext> receiver(long maxBytes) {
        return ctx -> new RequestBody(ctx, maxBytes).receive();
    }

    /** The bytes of a body that was received here, uncopied: never to be changed. */
    public static byte[] of(HttpMessage message) {
        return message.getBody() instanceof Buffer body ? VertxInternals.uncopied(body) : new byte[0];
    }

    private void receive() {
        HttpServerRequest request = ctx.request();
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        String expected = request.getHeader(HttpHeaders.EXPECT);
        if (length == null && !request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            request.resume();
            ctx.next();
        } else if (length != null && Long.parseLong(length) > maxBytes) {
            ctx.fail(413);
        } else if (expected != null && !expected.equalsIgnoreCase("100-continue")) {
            ctx.fail(417);
        } else {
            if (expected != null && request.version() != HttpVersion.HTTP_1_0) {
                ctx.response().writeContinue();
            }
            request.handler(this::add)
                    .endHandler(end -> complete())
                    // Whoever leaves before his request is complete is not answered.
                    .exceptionHandler(broken -> pieces.clear())
                    .resume();
        }
    }

    private void add(Buffer piece) {
        if (ctx.failed() || piece.length() == 0) {
            return;
        }
        if (piece.length() > maxBytes - size) {
            pieces.clear();
            ctx.fail(413);
            return;
        }
        size += piece.length();
        add(pieces, piece);
    }

    /** All of them together take no more than twice their bytes, however small each is. */
    static void add(List<Buffer> pieces, Buffer piece) {
        if (piece.length() >= SMALL_BYTES || pieces.isEmpty()) {
            pieces.add(piece);
        } else {
            pieces.get(pieces.size() - 1).appendBuffer(piece);
        }
    }

    private void complete() {
        if (ctx.failed()) {
            return;
        }
        VertxInternals.setBody(ctx, pieces.size() == 1 ? pieces.get(0) : joined());
        pieces.clear();
        ctx.next();
    }

    private Buffer joined() {
        byte[] whole = new byte[size];
        int at = 0;
        for (Buffer piece : pieces) {
            piece.getBytes(whole, at);
            at += piece.length();
        }
        return VertxInternals.uncopied(whole);
    }
}
