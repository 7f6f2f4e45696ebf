package io.oblix.server.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;
import java.util.concurrent.TimeUnit;

/**
 * The end of a connection on which the caller may still send: he sees the end of the answers, and what comes from him is
 * read and dropped for a while. Closing at once could destroy an answer on its way.
 */
@SuppressWarnings("FutureReturnValueIgnored") // The connection is closed, whatever comes of it.
final class LingeringClose {

    private static final long SECONDS = 2;

    private LingeringClose() {}

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
