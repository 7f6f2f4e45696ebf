package io.oblix.upstream;

import io.netty.buffer.Unpooled;
import io.netty.util.Timer;
import io.oblix.chat.Cancellation;
import io.oblix.problem.ClientDisconnected;
import io.oblix.problem.UpstreamProblem;
import io.oblix.problem.UpstreamProblem.Kind;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.buffer.impl.BufferImpl;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP call to a provider. The event loop puts what happens into a mailbox; the request's own thread takes it out
 * and waits as long as it chooses to. The provider is asked for no more than a few pieces ahead, so the mailbox stays
 * small.
 */
public final class UpstreamCall implements AutoCloseable {

    private static final int PIECES_AHEAD = 16;
    private static final Object END = new Object();
    private static final Object LEFT = new Object();

    private final String target;
    private final Duration connectTimeout;
    private final Cancellation cancellation;
    private final Mailbox mailbox;
    private final Runnable onLeave = this::leave;

    private volatile @Nullable HttpClientRequest request;
    private volatile boolean closed;
    private volatile boolean ended;
    private boolean wakesSoon;
    private volatile double bandwidthMbps = -1;
    private @Nullable HttpClientResponse response;
    private boolean complete;

    private UpstreamCall(String target, Duration connectTimeout, Cancellation cancellation, Timer timer) {
        this.target = target;
        this.connectTimeout = connectTimeout;
        this.cancellation = cancellation;
        this.mailbox = new Mailbox(timer);
    }

    static UpstreamCall start(
            HttpClient http,
            RequestOptions options,
            byte[] body,
            String target,
            Duration connectTimeout,
            Cancellation cancellation,
            Timer timer) {
        UpstreamCall call = new UpstreamCall(target, connectTimeout, cancellation, timer);
        cancellation.onCancel(call.onLeave);
        http.request(options).onComplete(connected -> call.opened(connected, body));
        return call;
    }

    private void opened(AsyncResult<HttpClientRequest> connected, byte[] body) {
        if (connected.failed()) {
            tell(connected.cause());
            return;
        }
        HttpClientRequest opened = connected.result();
        // Without one, Vert.x logs an error when a caller leaves; the answer's future tells what fails.
        opened.exceptionHandler(told -> {});
        request = opened;
        if (closed) {
            opened.reset();
            return;
        }
        opened.response().onComplete(this::answered);
        long startedNanos = System.nanoTime();
        opened.end(BufferImpl.buffer(Unpooled.wrappedBuffer(body)))
                .onSuccess(sent -> bandwidthMbps = Bandwidth.mbps(body.length, System.nanoTime() - startedNanos));
    }

    /** What sending the request showed of the line; -1 when it was too small to show anything. */
    public double bandwidthMbps() {
        return bandwidthMbps;
    }

    private void answered(AsyncResult<HttpClientResponse> answered) {
        if (answered.failed()) {
            tell(answered.cause());
            return;
        }
        HttpClientResponse head = answered.result();
        if (head.statusCode() < 200) {
            // What belongs to it is still to come, and must not be the answer to the connection's next call.
            head.request().connection().close();
            tell(new UpstreamProblem(Kind.BROKEN_ANSWER, target, "HTTP " + head.statusCode() + ": that is no answer"));
            return;
        }
        head.pause();
        head.exceptionHandler(this::tell);
        head.endHandler(end -> {
            ended = true;
            tell(END);
        });
        head.handler(this::tell);
        tell(head);
        head.fetch(PIECES_AHEAD);
    }

    /** Wakes the reader when the event loop has told all of what it has just read. */
    private void tell(Object happened) {
        mailbox.put(happened);
        Context loop = Vertx.currentContext();
        if (loop == null) {
            mailbox.wake();
        } else if (!wakesSoon) {
            wakesSoon = true;
            loop.runOnContext(told -> {
                wakesSoon = false;
                mailbox.wake();
            });
        }
    }

    private void leave() {
        mailbox.put(LEFT);
        mailbox.wake();
        abort();
    }

    /**
     * Waits for the connection and then for the status.
     *
     * @param timeoutNanos for both together; the connection has its own limit within it
     * @param silence what is said when the time is over
     * @throws UpstreamProblem when there is no answer in time, or none at all
     * @throws ClientDisconnected when the caller left
     */
    public UpstreamHead awaitHead(long timeoutNanos, Supplier<String> silence) {
        long sinceNanos = System.nanoTime();
        // The client bounds the connection, but neither the look-up of the name before it nor TLS after it.
        Object happened = take(Math.min(timeoutNanos, connectTimeout.toNanos()));
        if (happened == null && request != null) {
            happened = take(timeoutNanos - (System.nanoTime() - sinceNanos));
        }
        if (happened == null) {
            throw request != null || timeoutNanos < connectTimeout.toNanos()
                    ? new UpstreamProblem(Kind.TIMED_OUT, target, silence.get())
                    : new UpstreamProblem(Kind.UNREACHABLE, target, ConnectFailure.inTime(connectTimeout));
        }
        if (happened instanceof HttpClientResponse head) {
            response = head;
            return new UpstreamHead(head.statusCode(), head.headers());
        }
        throw new IllegalStateException("a call begins with a status");
    }

    /**
     * Waits for the next piece of the body.
     *
     * @param silence what is said when the time is over
     * @return null at its end
     * @throws UpstreamProblem when there is none in time, or when the provider breaks off
     * @throws ClientDisconnected when the caller left
     */
    public byte @Nullable [] nextPiece(long timeoutNanos, Supplier<String> silence) {
        Object happened = take(timeoutNanos, silence);
        if (happened == END) {
            complete = true;
            return null;
        }
        HttpClientResponse from = response;
        if (from != null) {
            from.fetch(1);
        }
        return ((Buffer) happened).getBytes();
    }

    private Object take(long timeoutNanos, Supplier<String> silence) {
        // When the time is over, what is there already does not count: it might never end.
        Object happened = timeoutNanos > 0 || cancellation.isCancelled() ? take(timeoutNanos) : null;
        if (happened == null) {
            throw new UpstreamProblem(Kind.TIMED_OUT, target, silence.get());
        }
        return happened;
    }

    private @Nullable Object take(long timeoutNanos) {
        Object happened;
        try {
            happened = mailbox.take(System.nanoTime() + timeoutNanos);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ClientDisconnected();
        }
        if (happened == LEFT || cancellation.isCancelled()) {
            throw new ClientDisconnected();
        }
        if (happened instanceof Throwable failure) {
            throw problem(failure);
        }
        return happened;
    }

    private UpstreamProblem problem(Throwable failure) {
        if (failure instanceof UpstreamProblem known) {
            return known;
        }
        if (response != null) {
            return new UpstreamProblem(Kind.CUT_OFF, target, "broke off in the middle of its answer");
        }
        // One that was kept from an earlier call may be closed at the moment at which it is taken.
        return request != null || failure instanceof HttpClosedException
                ? new UpstreamProblem(Kind.CONNECTION_LOST, target, "closed the connection before it answered")
                : new UpstreamProblem(Kind.UNREACHABLE, target, ConnectFailure.why(failure, connectTimeout));
    }

    private void abort() {
        closed = true;
        HttpClientRequest running = request;
        if (running != null && !ended) {
            // After the end this would close a connection that is another call's already.
            running.reset();
        }
    }

    /** Ends the call; a connection whose answer has not been read to its end is dropped. */
    @Override
    public void close() {
        cancellation.forget(onLeave);
        if (!complete) {
            abort();
        }
    }
}
