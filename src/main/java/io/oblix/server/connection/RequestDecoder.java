package io.oblix.server.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads HTTP/1 requests and refuses those that two servers could read in two ways, because what one takes for a body
 * the other could take for the next request (request smuggling). Netty refuses most such shapes; these are the others.
 */
final class RequestDecoder extends VertxInternals.Decoder {

    private final Runnable onBytes;

    /** @param onBytes runs whenever bytes arrive, before they are decoded */
    RequestDecoder(HttpServerOptions options, Runnable onBytes) {
        super(options);
        this.onBytes = onBytes;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) throws Exception {
        onBytes.run();
        super.channelRead(ctx, bytes);
    }

    /** Netty would drop the length and go on. */
    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both a Content-Length and a Transfer-Encoding");
    }

    /** The status to refuse a head with; null for a good one. */
    static @Nullable Integer refusal(HttpRequest head) {
        Throwable cause = head.decoderResult().cause();
        if (cause != null) {
            return cause instanceof TooLongHttpHeaderException
                    ? 431
                    : cause instanceof TooLongHttpLineException ? 414 : 400;
        }
        HttpVersion version = head.protocolVersion();
        boolean old = version.equals(HttpVersion.HTTP_1_0);
        if (!old && !version.equals(HttpVersion.HTTP_1_1)) {
            return 505;
        }
        List<String> codings = head.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (!codings.isEmpty()
                && (old || codings.size() > 1 || !codings.get(0).strip().equalsIgnoreCase("chunked"))) {
            return 400;
        }
        int hosts = head.headers().getAll(HttpHeaderNames.HOST).size();
        if (hosts > 1 || (hosts == 0 && !old)) {
            return 400;
        }
        return isPrintable(head.uri()) ? null : 400;
    }

    /**
     * Has the connection closed after the answer wherever it must be. Vert.x overlooks {@code close} beside other options
     * (RFC 9110, section 7.6.1). In HTTP/1.0 a stream has no end but that of the connection, and Vert.x would write
     * {@code keep-alive} over the {@code close} of a refusal; so none is kept, which is that version's default.
     */
    static void settleConnection(HttpRequest head) {
        if (head.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            head.headers().remove(HttpHeaderNames.CONNECTION);
        } else if (head.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true)) {
            head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }

    private static boolean isPrintable(String uri) {
        for (int i = 0; i < uri.length(); i++) {
            if (uri.charAt(i) <= ' ' || uri.charAt(i) == 0x7f) {
                return false;
            }
        }
        return true;
    }
}
