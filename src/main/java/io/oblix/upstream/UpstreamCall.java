package io.oblix.upstream;

import io.netty.util.Timer;
import io.oblix.chat.Cancellation;
import io.oblix.problem.ClientDisconnected;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import io.oblix.server.connection.HandOvers;
import io.oblix.server.connection.VertxInternals;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP call to a provider. The event loop writes letters about it into a mailbox; the request's own thread reads
 * them and waits as long as it chooses to. This is what lets a wait for the first token, a wait between two pieces and a
 * client that disconnects end a call at once, each for its own reason, which no blocking client offers. Vert.x is asked
 * for a few pieces ahead and no more, so the mailbox stays small; a letter is one small record.
 */
public final class UpstreamCall implements Call {

    private static final int PIECES_AHEAD = 16;
    private static final int FIRST_ERROR = 400;

    /** Asking for each piece alone would be a hand-over for each. */
    private static final int ASKED_AT_ONCE = PIECES_AHEAD / 2;

    private final String target;
    private final Duration connectTimeout;
    private final Cancellation cancellation;
    private final boolean lends;
    private final Mailbox<Letter> mailbox;
    private final Runnable onCancel = this::cancelled;
    private final long startedNanos = System.nanoTime();

    private volatile @Nullable HttpClientRequest request;
    private volatile boolean closed;
    private volatile boolean ended;
    private boolean wakesSoon;
    private volatile double bandwidthMbps = -1;
    private @Nullable HttpClientResponse response;
    private boolean complete;
    private int taken;

    private UpstreamCall(
            String target, Duration connectTimeout, Cancellation cancellation, boolean lends, Timer timer) {
        this.target = target;
        this.connectTimeout = connectTimeout;
        this.cancellation = cancellation;
        this.lends = lends;
        this.mailbox = new Mailbox<>(timer);
    }

    static UpstreamCall start(
            HttpClient http,
            RequestOptions options,
            byte[] body,
            String target,
            Duration connectTimeout,
            Cancellation cancellation,
            boolean lends,
            Timer timer) {
        UpstreamCall call = new UpstreamCall(target, connectTimeout, cancellation, lends, timer);
        HandOvers.toLoop();
        cancellation.onCancel(call.onCancel);
        http.request(options).onComplete(connected -> call.connected(connected, body));
        return call;
    }

    private void connected(AsyncResult<HttpClientRequest> connected, byte[] body) {
        if (connected.failed()) {
            post(new Letter.Failed(connected.cause()));
            return;
        }
        HttpClientRequest opened = connected.result();
        // Without a handler Vert.x logs an error when a client disconnects; the response's future reports failures.
        opened.exceptionHandler(reported -> {});
        request = opened;
        if (closed) {
            opened.reset();
            return;
        }
        opened.response().onComplete(this::answered);
        long startedNanos = System.nanoTime();
        opened.end(VertxInternals.uncopied(body))
                .onSuccess(sent -> bandwidthMbps = Bandwidth.mbps(body.length, System.nanoTime() - startedNanos));
    }

    @Override
    public double bandwidthMbps() {
        return bandwidthMbps;
    }

    private void answered(AsyncResult<HttpClientResponse> answered) {
        if (answered.failed()) {
            post(new Letter.Failed(answered.cause()));
            return;
        }
        HttpClientResponse head = answered.result();
        if (head.statusCode() < 200) {
            // The true answer is still to come, and must not become the answer to the connection's next call.
            head.request().connection().close();
            post(new Letter.Failed(new UpstreamProblem(
                    FailureKind.BROKEN_ANSWER, target, "HTTP " + head.statusCode() + ", which is not an answer")));
            return;
        }
        head.pause();
        head.exceptionHandler(cause -> post(new Letter.Failed(cause)));
        head.endHandler(end -> {
            ended = true;
            post(Letter.Signal.END);
        });
        head.handler(bytes -> post(new Letter.Piece(bytes)));
        post(new Letter.Head(head));
        head.fetch(PIECES_AHEAD);
    }

    /** Wakes the reader once the event loop has handled all of what it has just read. */
    private void post(Letter letter) {
        mailbox.put(letter);
        Context loop = Vertx.currentContext();
        if (loop == null) {
            mailbox.wake();
        } else if (!wakesSoon) {
            wakesSoon = true;
            loop.runOnContext(handled -> {
                wakesSoon = false;
                mailbox.wake();
            });
        }
    }

    private void cancelled() {
        mailbox.put(Letter.Signal.CANCELLED);
        mailbox.wakeReader();
        abort();
    }

    /** The timeout is for the connection and the status together; the connection has its own limit within it. */
    @Override
    public UpstreamHead awaitHead(long timeoutNanos, Supplier<String> silence) {
        // Vert.x limits the connecting itself, but neither the DNS lookup before it nor TLS after it.
        long sinceNanos = System.nanoTime();
        Letter letter = take(Math.min(timeoutNanos, startedNanos + connectTimeout.toNanos() - sinceNanos));
        if (letter == null && request != null) {
            letter = take(timeoutNanos - (System.nanoTime() - sinceNanos));
        }
        if (letter == null) {
            throw request != null || timeoutNanos < connectTimeout.toNanos()
                    ? new UpstreamProblem(FailureKind.TIMED_OUT, target, silence.get())
                    : new UpstreamProblem(FailureKind.UNREACHABLE, target, ConnectFailure.timeout(connectTimeout));
        }
        if (!(letter instanceof Letter.Head head)) {
            throw new IllegalStateException("a call begins with a status");
        }
        response = head.response();
        return UpstreamHead.of(head.response());
    }

    @Override
    public byte @Nullable [] nextPiece(long timeoutNanos, Supplier<String> silence) {
        // After the timeout a piece that is there already does not count: the body might never end.
        Letter letter = timeoutNanos > 0 || cancellation.isCancelled() ? take(timeoutNanos) : null;
        if (letter == null) {
            throw new UpstreamProblem(FailureKind.TIMED_OUT, target, silence.get());
        }
        if (letter instanceof Letter.Piece piece) {
            return bytes(piece);
        }
        complete = true;
        return null;
    }

    @Override
    public byte @Nullable [] pieceHere() {
        boolean isHere = !cancellation.isCancelled() && mailbox.peek() instanceof Letter.Piece;
        return isHere && mailbox.poll() instanceof Letter.Piece piece ? bytes(piece) : null;
    }

    @Override
    public void lend(long nanos, BooleanSupplier move) {
        if (lends) {
            mailbox.lend(System.nanoTime() + nanos, move);
        }
    }

    @Override
    public boolean isNextHere() {
        Letter next = cancellation.isCancelled() ? null : mailbox.peek();
        return next instanceof Letter.Piece
                || next == Letter.Signal.END
                || (next instanceof Letter.Head head && head.response().statusCode() < FIRST_ERROR);
    }

    @Override
    public boolean leave(LongSupplier nanos, BooleanSupplier read, Runnable back) {
        return lends && mailbox.leave(() -> limitNanos(nanos.getAsLong()), read, back);
    }

    /** As {@link #awaitHead} waits. */
    private long limitNanos(long nanos) {
        long now = System.nanoTime();
        return request == null ? Math.min(now + nanos, startedNanos + connectTimeout.toNanos()) : now + nanos;
    }

    private byte[] bytes(Letter.Piece piece) {
        taken++;
        if (response != null && taken == ASKED_AT_ONCE) {
            taken = 0;
            HandOvers.toLoop();
            response.fetch(ASKED_AT_ONCE);
        }
        return VertxInternals.uncopied(piece.bytes());
    }

    /** Null after the timeout. */
    private @Nullable Letter take(long timeoutNanos) {
        Letter letter;
        try {
            letter = mailbox.take(System.nanoTime() + timeoutNanos);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ClientDisconnected();
        }
        if (letter == Letter.Signal.CANCELLED || cancellation.isCancelled()) {
            throw new ClientDisconnected();
        }
        if (letter instanceof Letter.Failed failed) {
            throw problem(failed.cause());
        }
        return letter;
    }

    private UpstreamProblem problem(Throwable failure) {
        if (failure instanceof UpstreamProblem known) {
            return known;
        }
        if (response != null) {
            return new UpstreamProblem(FailureKind.CUT_OFF, target, "broke off in the middle of its answer");
        }
        return ConnectFailure.of(failure, request != null, target, connectTimeout);
    }

    private void abort() {
        closed = true;
        HttpClientRequest running = request;
        if (running != null && !ended) {
            // After the end, a reset would close a connection that is another call's already.
            running.reset();
        }
    }

    /** Ends the call; a connection whose answer has not been read to its end is dropped. */
    @Override
    public void close() {
        cancellation.forget(onCancel);
        if (!complete) {
            abort();
        }
    }
}
