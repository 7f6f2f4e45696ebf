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
import io.oblix.server.connection.ConnectionState.Finishing;
import io.oblix.server.connection.ConnectionState.Head;
import io.oblix.server.connection.ConnectionState.Idle;
import io.oblix.server.connection.ConnectionState.Lingering;
import io.oblix.server.connection.ConnectionState.Refused;
import io.oblix.server.connection.ConnectionState.Serving;
import io.vertx.core.http.HttpConnection;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what one connection can do to the server, beneath Vert.x, which bounds none of it: a head or a body that
 * trickles in, requests sent without waiting for answers, bodies that together outgrow the heap. The request at fault is
 * answered with an error in its turn, and the connection is closed. {@link ConnectionState} has the diagram.
 *
 * <p>All methods run on the connection's event loop unless they say otherwise.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Closing a connection cannot fail in a way that matters.
public final class ConnectionGuard extends ChannelDuplexHandler {

    /** Requests that may wait behind one another; no client that we know pipelines any. */
    private static final int MAX_UNANSWERED = 16;

    /** Grace period for an evicted connection whose request may be in flight. */
    private static final long GRACE_MILLIS = 500;

    private static final AttributeKey<Cancellation> BEING_ANSWERED =
            AttributeKey.valueOf(ConnectionGuard.class, "being-answered");

    private final BodyBudget.Lease memory;
    private final long receiveNanos;
    private final Runnable closed;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Deadline deadline;

    /** Written on the event loop only; read from other threads too. */
    private volatile ConnectionState state = new Idle(false);

    /** @param closed runs when the connection is closed */
    ConnectionGuard(BodyBudget memory, Duration receiveTimeout, Runnable closed) {
        this.memory = memory.lease();
        this.receiveNanos = receiveTimeout.toNanos();
        this.closed = closed;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        deadline = new Deadline(ctx.executor(), receiveNanos, () -> state.limitNanos(receiveNanos), this::onLimit);
        deadline.restart();
    }

    /**
     * From any thread: cancels the work on the request in front when the connection is closed. Vert.x forgets to when
     * part of another request has come behind it.
     */
    public static void watch(HttpConnection connection, Cancellation cancellation) {
        Channel channel = VertxInternals.handler(connection).channel();
        channel.attr(BEING_ANSWERED).set(cancellation);
        if (!channel.isActive()) {
            cancellation.cancel();
        }
    }

    /** From any thread: ends the work on the request in front, which is answered so, if there is one. */
    void cutOff(Problem why) {
        Cancellation answered = context().channel().attr(BEING_ANSWERED).get();
        if (answered != null) {
            answered.cancel(why);
        }
    }

    /** The limit of time starts over when something else is going on: another state, another request. */
    private void become(ConnectionState next) {
        boolean restarts = next.getClass() != state.getClass() || next.unanswered() != state.unanswered();
        state = next;
        if (restarts && deadline != null) {
            deadline.restart();
        }
    }

    /** Bytes have arrived. */
    void onBytes() {
        become(state.onBytes());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (state.isReading() && admit((HttpObject) message)) {
            ctx.fireChannelRead(message);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private boolean admit(HttpObject message) {
        return (!(message instanceof HttpRequest head) || admitHead(head))
                && (!(message instanceof HttpContent content) || admitContent(content));
    }

    private boolean admitHead(HttpRequest head) {
        become(state.onHead());
        if (!state.isReading()) {
            return false;
        }
        Integer status = state.unanswered() > MAX_UNANSWERED ? Integer.valueOf(400) : RequestDecoder.refusal(head);
        if (status == null) {
            RequestDecoder.settleConnection(head);
        } else {
            refuse(RequestProblem.malformedHttp(status));
        }
        return status == null;
    }

    private boolean admitContent(HttpContent content) {
        if (content.decoderResult().isFailure()) {
            refuse(RequestProblem.malformedHttp(400));
            return false;
        }
        HeapEstimate body = state instanceof Serving serving && serving.unanswered() > 0 ? serving.body() : null;
        long bytes = body != null && content.content().isReadable() ? body.of(content.content()) : 0;
        if (bytes > 0 && !memory.take(bytes)) {
            refuse(
                    memory.couldTake(bytes)
                            ? ServerProblem.tooManyRequests()
                            : RequestProblem.bodyTooLarge(memory.largestBody()));
            return false;
        }
        if (content instanceof LastHttpContent) {
            become(state.onEndOfBody());
        }
        return true;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (!state.isWriting() && message instanceof HttpObject) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new ClosedChannelException());
            return;
        }
        boolean informational =
                message instanceof HttpResponse interim && interim.status().code() < 200;
        if (message instanceof HttpResponse head && !informational) {
            become(state.onAnswerHead(
                    head.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true)));
        }
        ChannelFuture written = ctx.write(message, promise);
        if (message instanceof LastHttpContent && !informational) {
            onAnswered(written);
        }
    }

    private void onAnswered(ChannelFuture written) {
        become(state.onAnswered());
        if (state.unanswered() == 0) {
            memory.release();
        }
        if (state instanceof Finishing) {
            written.addListener(sent -> become(new Lingering(true)));
            LingeringClose.after(written);
        } else if (state instanceof Refused refused && refused.unanswered() == 1) {
            answer(refused.problem());
        }
    }

    private void onLimit() {
        if (state instanceof Head || state.unanswered() == 1) {
            answer(RequestProblem.receivedTooSlowly());
        } else {
            context().close();
        }
    }

    /** Answers the request that is being received with an error, after those in front of it. */
    private void refuse(Problem problem) {
        if (state instanceof Serving requests && requests.unanswered() > 1) {
            become(new Refused(requests, problem));
        } else {
            answer(problem);
        }
    }

    /** The last answer on this connection; an answer that has begun can only be cut off. */
    private void answer(Problem problem) {
        boolean begun = state instanceof Serving serving && serving.begun();
        become(new Lingering(false));
        if (begun) {
            context().close();
        } else {
            LingeringClose.after(context().writeAndFlush(LingeringClose.refusal(problem)));
        }
    }

    /** Refuses a new connection: there are too many, and all of them are in use. */
    void turnAway() {
        become(new Lingering(false));
        context().executor().execute(() -> answer(ServerProblem.tooManyRequests()));
    }

    /** From any thread: whether {@link #evict} would close the connection without harm. */
    boolean isEvictable() {
        return state.isEvictable();
    }

    /** From any thread: closes the connection, or lets it end after the request that may be on its way. */
    void evict() {
        context().executor().execute(() -> {
            if (state instanceof Lingering || state.equals(new Idle(true))) {
                context().close();
            } else if (state.isEvictable()) {
                context().executor().schedule(this::onGraceOver, GRACE_MILLIS, TimeUnit.MILLISECONDS);
            } else {
                become(state.onEvicted());
            }
        });
    }

    private void onGraceOver() {
        if (state instanceof Serving) {
            become(state.onEvicted());
        } else if (state.equals(new Idle(true)) || state.equals(new Head(true))) {
            context().close();
        } else if (state instanceof Idle || state instanceof Head) {
            answer(ServerProblem.tooManyRequests());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        become(new Lingering(false));
        memory.release();
        closed.run();
        Cancellation answered = ctx.channel().attr(BEING_ANSWERED).getAndSet(null);
        if (answered != null) {
            answered.cancel();
        }
        ctx.fireChannelInactive();
    }

    private ChannelHandlerContext context() {
        ChannelHandlerContext added = context;
        if (added == null) {
            throw new IllegalStateException("not in a pipeline yet");
        }
        return added;
    }
}
