package io.oblix.server.connection;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.oblix.problem.Problem;
import io.oblix.server.reply.ErrorReply;
import io.oblix.server.reply.OblixHeaders;
import io.oblix.server.reply.RequestIds;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection on which the client may still be sending: it sees the end of the answers, and what it sends is
 * read and dropped for a while. Closing at once could destroy an answer that is in flight.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Closing cannot fail in a way that matters.
final class LingeringClose {

    private static final long SECONDS = 2;

    private LingeringClose() {}

    /** The answer to a request that does not reach Vert.x: an error in OpenAI's shape, and the end of the connection. */
    static FullHttpResponse refusal(Problem problem) {
        byte[] json = ErrorReply.body(problem);
        FullHttpResponse answer = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(problem.status()), Unpooled.wrappedBuffer(json));
        String id = RequestIds.next();
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .set(HttpHeaderNames.CONTENT_LENGTH, json.length)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .set(OblixHeaders.REQUEST_ID, id)
                .set(OblixHeaders.OPENAI_REQUEST_ID, id);
        ErrorReply.headers(problem).forEach(answer.headers()::set);
        return answer;
    }

    static void after(ChannelFuture lastAnswer) {
        lastAnswer.addListener(written -> begin(lastAnswer.channel()));
    }

    private static void begin(Channel channel) {
        if (channel instanceof DuplexChannel duplex && duplex.isActive()) {
            duplex.config().setAutoRead(true);
            duplex.shutdownOutput();
            duplex.eventLoop().schedule(() -> duplex.close(), SECONDS, TimeUnit.SECONDS);
        }
    }
}
