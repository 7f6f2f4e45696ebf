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
 * Receives the body of a request. Vert.x's own handler appends to a buffer that doubles as it grows, which copies and
 * discards a body of 100 kB five times over; here the pieces are kept until the last one, small ones in one buffer.
 */
public final class RequestBody {

    /** The buffer of a smaller piece takes more memory than its bytes. */
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
     * Passes a request on once its body is complete.
     *
     * @param maxBytes a larger body is refused with a 413: at once if it has a Content-Length, else after so many bytes
     */
    static Handler<RoutingContext> receiver(long maxBytes) {
        return ctx -> new RequestBody(ctx, maxBytes).receive();
    }

    /** The bytes of a body that was received here; not copied, so they must not be changed. */
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
                    // A client that disconnects before its request is complete gets no answer.
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

    /** Keeps the memory of all pieces below twice their bytes, however small each one is. */
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
        Buffer whole = Buffer.buffer(size);
        pieces.forEach(whole::appendBuffer);
        return whole;
    }
}
