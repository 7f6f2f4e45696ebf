package io.oblix.simulator;

import io.netty.channel.ChannelOption;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves one chat: an answer, or a fault.
 *
 * @param model produces the answer
 * @param pauseMillis between the pieces of a stream
 * @param hold runs its argument at the next {@link SimulatedProvider#release}
 */
record SimulatedCall(
        Vertx vertx,
        HttpServerRequest http,
        SimulatedRequest request,
        WireFormat wire,
        Supplier<SimulatedAnswer> model,
        long pauseMillis,
        Consumer<Runnable> hold) {

    /** @param fault null for a proper answer */
    void act(@Nullable Fault fault) {
        if (fault instanceof Fault.Status status) {
            status.headers().forEach(http.response()::putHeader);
            boolean own = status.contentType().isEmpty();
            reply(
                    http,
                    status.status(),
                    own ? wire.wholeContentType() : status.contentType(),
                    own ? wire.error(status.status()) : status.body());
        } else if (fault instanceof Fault.Refusal refusal) {
            act(wire.refusal(refusal.reason()));
        } else if (fault instanceof Fault.Hangup) {
            http.connection().close();
        } else if (fault instanceof Fault.Reset) {
            ((ConnectionBase) http.connection()).channel().config().setOption(ChannelOption.SO_LINGER, 0);
            http.connection().close();
        } else if (fault instanceof Fault.Silence || (fault instanceof Fault.Hold && !wire.wantsStream(request))) {
            hold.accept(() -> answer(null));
        } else {
            answer(fault);
        }
    }

    private void answer(@Nullable Fault fault) {
        SimulatedAnswer answer = model.get();
        if (fault instanceof Fault.ShortBody) {
            shortBody(answer);
        } else if (wire.wantsStream(request)) {
            stream(StreamPieces.of(wire, request, answer, fault), fault);
        } else if (fault == null || fault instanceof Fault.NoEnd) {
            reply(http, 200, wire.wholeContentType(), whole(answer));
        } else if (fault instanceof Fault.Stall) {
            http.response()
                    .setChunked(true)
                    .putHeader("content-type", wire.wholeContentType())
                    .write("{\"id\":");
        } else if (fault instanceof Fault.ErrorEvent) {
            reply(http, 200, wire.wholeContentType(), wire.error(500));
        } else if (fault instanceof Fault.Malformed) {
            reply(http, 200, wire.wholeContentType(), "{\"id\":\"half an ans");
        } else {
            http.response()
                    .putHeader("content-length", "4096")
                    .write("{\"id\":")
                    .onComplete(written -> http.connection().close());
        }
    }

    private String whole(SimulatedAnswer answer) {
        return wire.whole(request, answer);
    }

    private void shortBody(SimulatedAnswer answer) {
        boolean streamed = wire.wantsStream(request);
        Buffer all =
                Buffer.buffer(streamed ? String.join("", StreamPieces.of(wire, request, answer, null)) : whole(answer));
        http.response()
                .putHeader("content-type", streamed ? wire.streamContentType() : wire.wholeContentType())
                .putHeader("content-length", Integer.toString(all.length()))
                .write(all.getBuffer(0, all.length() / 2))
                .onComplete(written -> http.connection().close());
    }

    private void stream(Deque<String> pieces, @Nullable Fault fault) {
        http.response().setChunked(true).putHeader("content-type", wire.streamContentType());
        if (pieces.isEmpty()) {
            // The response head is sent before the fault.
            pieces.add("\n");
        }
        next(pieces, fault);
    }

    private void next(Deque<String> pieces, @Nullable Fault fault) {
        if (http.response().closed()) {
            return;
        }
        String piece = pieces.poll();
        if (piece == null) {
            if (fault instanceof Fault.Cut) {
                http.connection().close();
            } else if (!(fault instanceof Fault.Stall)) {
                http.response().end();
            }
            return;
        }
        if (piece.equals(StreamPieces.HOLD)) {
            hold.accept(() -> next(pieces, fault));
            return;
        }
        http.response().write(piece).onSuccess(written -> {
            if (pauseMillis > 0) {
                vertx.setTimer(pauseMillis, timer -> next(pieces, fault));
            } else {
                next(pieces, fault);
            }
        });
    }

    static void reply(HttpServerRequest http, int status, String contentType, String body) {
        http.response()
                .setStatusCode(status)
                .putHeader("content-type", contentType)
                .end(body);
    }
}
