package io.oblix.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same bytes leave with it and without it, in fewer buffers. */
class PieceEncoderTest {

    private final EmbeddedChannel plain = new EmbeddedChannel(new HttpResponseEncoder());
    private final EmbeddedChannel ours = new EmbeddedChannel(new HttpResponseEncoder());

    PieceEncoderTest() {
        ours.pipeline().addLast(new PieceEncoder(ours.pipeline().firstContext()));
    }

    private static HttpResponse head(int status, String name, String value) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
        head.headers().set(name, value);
        return head;
    }

    private static HttpContent piece(int length) {
        return new DefaultHttpContent(Unpooled.copiedBuffer("x".repeat(length), StandardCharsets.US_ASCII));
    }

    private static HttpContent end() {
        DefaultLastHttpContent end = new DefaultLastHttpContent();
        end.trailingHeaders().set("x-oblix-rescued", "continued");
        return end;
    }

    private static String written(EmbeddedChannel channel) {
        StringBuilder text = new StringBuilder();
        ByteBuf bytes;
        while ((bytes = channel.readOutbound()) != null) {
            text.append(bytes.toString(StandardCharsets.US_ASCII));
            bytes.release();
        }
        return text.toString();
    }

    private static String answer(EmbeddedChannel channel, HttpResponse head, int length) {
        channel.writeOutbound(head, piece(length), piece(1), end());
        channel.writeOutbound(head(200, "content-length", "3"), piece(3), end());
        return written(channel);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 300, 8192, 8193, 100_000})
    void aPieceOfAnyLengthIsWrittenAsNettyWritesIt(int length) {
        assertThat(answer(ours, head(200, "transfer-encoding", "chunked"), length))
                .isEqualTo(answer(plain, head(200, "transfer-encoding", "chunked"), length));
    }

    @ParameterizedTest
    @CsvSource({"204, transfer-encoding, chunked", "200, content-length, 301", "304, transfer-encoding, chunked"})
    void anAnswerWithoutChunksIsLeftToNetty(int status, String name, String value) {
        assertThat(answer(ours, head(status, name, value), 300))
                .isEqualTo(answer(plain, head(status, name, value), 300));
    }

    @Test
    void aPieceOfAStreamIsOneBufferAndIsGivenBack() {
        ours.writeOutbound(head(200, "transfer-encoding", "chunked"));
        written(ours);
        HttpContent piece = piece(300);

        ours.writeOutbound(piece);

        assertThat(ours.outboundMessages()).hasSize(1);
        assertThat(written(ours)).startsWith("12c\r\nxxx").endsWith("x\r\n");
        assertThat(piece.refCnt()).isZero();
    }
}
