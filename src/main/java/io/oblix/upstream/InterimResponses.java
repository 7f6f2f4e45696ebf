package io.oblix.upstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.oblix.server.connection.VertxInternals;
import io.vertx.core.http.HttpConnection;

/**
 * Drops interim responses: 102 Processing and other statuses below 200. Vert.x knows 100, 101 and 103 and takes any other
 * for the answer; the true answer behind it would then go to the connection's next request.
 */
final class InterimResponses extends ChannelInboundHandlerAdapter {

    private boolean dropping;

    private InterimResponses() {}

    static void dropFrom(HttpConnection connection) {
        ChannelHandlerContext vertx = VertxInternals.handler(connection);
        vertx.pipeline().addBefore(vertx.name(), "interim-responses", new InterimResponses());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpResponse response) {
            int status = response.status().code();
            dropping = status > 101 && status < 200 && status != 103;
        }
        if (!dropping) {
            context.fireChannelRead(message);
            return;
        }
        ReferenceCountUtil.release(message);
        dropping = !(message instanceof LastHttpContent);
    }
}
