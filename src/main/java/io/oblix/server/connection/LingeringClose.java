package io.oblix.server.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection on which the client may still be sending: it sees the end of the answers, and what it sends is
 * read and dropped for a while. Closing at once could destroy an answer that is in flight.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Closing cannot fail in a way that matters.
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
