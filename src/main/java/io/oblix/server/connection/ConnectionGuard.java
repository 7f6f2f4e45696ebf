package io.oblix.server.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.oblix.chat.Cancellation;
import io.oblix.problem.Problem;
import io.oblix.problem.RequestProblem;
import io.oblix.problem.ServerProblem;
import io.vertx.core.http.HttpConnection;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches one connection beneath Vert.x, which bounds none of this: a head or a body that trickles in, requests that
 * are sent without waiting for answers, bodies that together outgrow the heap, a caller who never reads his answer. The
 * caller is told, if his request is the one to be answered, and the connection is closed.
 *
 * <p>All of it runs on the connection's event loop, but for what is said to come from elsewhere.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A connection is closed, whatever comes of it.
public final class ConnectionGuard extends ChannelDuplexHandler {

    /** Requests sent before the one in front of them is answered; no client that is known to us sends any. */
    private static final int MAX_UNANSWERED = 16;

    /** How long whoever has to make room, and has not asked yet, may still ask. */
    private static final long GRACE_MILLIS = 500;

    private static final AttributeKey<Cancellation> BEING_ANSWERED =
            AttributeKey.valueOf(ConnectionGuard.class, "being-answered");

    private final long number;
    private final Connections connections;
    private final BodyBudget memory;
    private final long receiveNanos;

    private @Nullable ChannelHandlerContext context;

    private @Nullable Deadline deadline;
    private boolean headBegun;
    private boolean bodyMissing;
    private HeapEstimate weight = new HeapEstimate();
    private int unanswered;
    private boolean answerBegun;
    private boolean answeredBefore;
    private boolean closeAfterAnswer;
    private long takenBytes;
    private boolean deaf;
    private boolean over;
    private @Nullable Problem refusal;

    /** Read from elsewhere. */
    private volatile boolean unused = true;

    /** @param number greater than those of the connections that were opened before */
    ConnectionGuard(long number, Connections connections, BodyBudget memory, Duration receiveTimeout) {
        this.number = number;
        this.connections = connections;
        this.memory = memory;
        this.receiveNanos = receiveTimeout.toNanos();
    }

    long number() {
        return number;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        deadline = new Deadline(ctx.executor(), receiveNanos, this::limitNanos, this::tooLate);
        deadline.restart();
    }

    /**
     * From elsewhere: has whoever works for the request in front told that its caller is gone. Vert.x forgets to, when
     * a part of another request has come behind it.
     */
    public static void watch(HttpConnection connection, Cancellation cancellation) {
        Channel channel = VertxInternals.handler(connection).channel();
        channel.attr(BEING_ANSWERED).set(cancellation);
        if (!channel.isActive()) {
            cancellation.cancel();
        }
    }

    /** Bytes have come. */
    void heard() {
        if (!headBegun && unanswered == 0 && !bodyMissing) {
            headBegun = true;
            restartClock();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (deaf || !admit((HttpObject) message)) {
            ReferenceCountUtil.release(message);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    private boolean admit(HttpObject message) {
        if (message instanceof HttpRequest head) {
            unanswered++;
            unused = false;
            bodyMissing = true;
            weight = new HeapEstimate();
            headBegun = false;
            if (unanswered == 1) {
                restartClock();
            }
            Integer status = unanswered > MAX_UNANSWERED ? Integer.valueOf(400) : RequestDecoder.refusal(head);
            if (status != null) {
                refuse(RequestProblem.malformedHttp(status));
                return false;
            }
        }
        if (message instanceof HttpContent content) {
            if (content.decoderResult().isFailure()) {
                refuse(RequestProblem.malformedHttp(400));
                return false;
            }
            if (unanswered > 0 && content.content().isReadable() && !take(weight.of(content.content()))) {
                return false;
            }
            if (content instanceof LastHttpContent) {
                bodyMissing = false;
            }
        }
        return true;
    }

    private boolean take(long bytes) {
        if (memory.take(bytes)) {
            takenBytes += bytes;
            return true;
        }
        refuse(
                memory.holds(takenBytes + bytes)
                        ? ServerProblem.tooManyRequests()
                        : RequestProblem.bodyTooLarge(memory.largestBody()));
        return false;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (over && message instanceof HttpObject) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new ClosedChannelException());
            return;
        }
        boolean informational = false;
        if (message instanceof HttpResponse head) {
            informational = head.status().code() < 200;
            answerBegun |= !informational;
            closeAfterAnswer |= head.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
        }
        ChannelFuture written = ctx.write(message, promise);
        if (message instanceof LastHttpContent && !informational) {
            answered(written);
        }
    }

    private void answered(ChannelFuture written) {
        unanswered--;
        answerBegun = false;
        answeredBefore = true;
        if (unanswered <= 0) {
            memory.give(takenBytes);
            takenBytes = 0;
            unused = !bodyMissing;
        }
        restartClock();
        if (closeAfterAnswer) {
            over = true;
            written.addListener(gone -> deaf = true);
            LingeringClose.after(written);
        } else if (refusal != null && unanswered == 1) {
            tell(refusal);
        }
    }

    /** How long this connection may be as it is now. */
    private long limitNanos() {
        if (bodyMissing) {
            // Behind a request that is being answered, nothing is read.
            return unanswered <= 1 ? receiveNanos : Deadline.NONE;
        }
        if (unanswered > 0) {
            return Deadline.NONE;
        }
        return headBegun ? receiveNanos : 2 * receiveNanos;
    }

    private void restartClock() {
        if (deadline != null) {
            deadline.restart();
        }
    }

    private void tooLate() {
        if (!context().channel().isActive()) {
            return;
        }
        if (bodyMissing ? unanswered == 1 : headBegun) {
            unanswered = 1;
            refuse(RequestProblem.receivedTooSlowly());
        } else {
            context().close();
        }
    }

    /** The request that is being received is refused in its turn, and nothing behind it is read. */
    private void refuse(Problem problem) {
        deaf = true;
        refusal = problem;
        if (unanswered <= 1) {
            tell(problem);
        }
    }

    private void tell(Problem problem) {
        deaf = true;
        over = true;
        unused = false;
        if (answerBegun) {
            context().close();
            return;
        }
        LingeringClose.after(context().writeAndFlush(EarlyRefusal.of(problem)));
    }

    /** There are too many connections, and all of them are in use. */
    void turnAway() {
        deaf = true;
        unused = false;
        context().executor().execute(() -> tell(ServerProblem.tooManyRequests()));
    }

    /** From elsewhere: ends a connection on which no request is under way; false when one is. */
    boolean giveUpIfUnused() {
        if (!unused) {
            return false;
        }
        unused = false;
        if (!connections.closed(this)) {
            return false;
        }
        context().executor().execute(() -> {
            if (unanswered == 0 && answeredBefore && !headBegun) {
                context().close();
            } else if (unanswered == 0) {
                // His request may be on its way, or here already and not read yet.
                context().executor().schedule(this::tellUnlessAsked, GRACE_MILLIS, TimeUnit.MILLISECONDS);
            }
        });
        return true;
    }

    private void tellUnlessAsked() {
        if (over || !context().channel().isActive()) {
            return;
        }
        if (unanswered > 0) {
            closeAfterAnswer = true;
        } else if (answeredBefore) {
            context().close();
        } else {
            tell(ServerProblem.tooManyRequests());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        deaf = true;
        unused = false;
        memory.give(takenBytes);
        takenBytes = 0;
        connections.closed(this);
        Cancellation answered = ctx.channel().attr(BEING_ANSWERED).getAndSet(null);
        if (answered != null) {
            answered.cancel();
        }
        ctx.fireChannelInactive();
    }

    private ChannelHandlerContext context() {
        ChannelHandlerContext added = context;
        if (added == null) {
            throw new IllegalStateException("it stands in no pipeline yet");
        }
        return added;
    }
}
