package io.oblix.server;

import io.oblix.chat.Cancellation;
import io.oblix.problem.ClientDisconnected;
import io.oblix.problem.Problem;
import io.oblix.server.connection.ConnectionGuard;
import io.oblix.server.connection.HandOvers;
import io.oblix.server.connection.VertxInternals;
import io.oblix.server.reply.StreamFraming;
import io.oblix.settings.ServerSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The client that waits for one answer. Camel's consumer fills a buffer of 16 KiB before it writes, so events are
 * written straight to Vert.x's response, each at once; if the client reads slowly, {@link #send} waits.
 */
public final class Client {

    /** What may be queued for a slow reader before {@link #send} waits. */
    private static final int WAITING_BYTES = 16 * 1024;

    private final HttpServerResponse response;
    private final Vertx vertx;
    private final Duration keepAlive;
    private final Runnable gone;
    private final Cancellation cancellation = new Cancellation();
    private final long deadlineNanos;
    private volatile long lastSentNanos = System.nanoTime();
    private StreamFraming framing = StreamFraming.EVENTS;
    private boolean streaming;
    private Runnable stopKeepAlive = () -> {};
    private @Nullable Future<Void> written;

    /** @param gone runs when the last byte of the answer has left this server, or never will */
    Client(HttpServerRequest request, Vertx vertx, ServerSettings settings, Runnable gone) {
        this.response = request.response();
        this.vertx = vertx;
        this.keepAlive = settings.keepAlive();
        this.deadlineNanos = System.nanoTime() + settings.requestTotal().toNanos();
        this.gone = gone;
        ConnectionGuard.watch(request.connection(), cancellation);
        response.closeHandler(closed -> cancellation.cancel());
        response.exceptionHandler(broken -> cancellation.cancel());
        response.setWriteQueueMaxSize(WAITING_BYTES);
        if (response.closed()) {
            cancellation.cancel();
        }
    }

    /**
     * Shows a sign of life whenever nothing has been sent for a while, so that no proxy takes the connection for dead. The
     * first one begins the answer: from then on an error can only be sent inside the stream.
     *
     * @param format of the stream
     * @param headers of the answer, as far as they are known before it
     */
    public void keepAlive(StreamFraming format, Map<String, String> headers) {
        framing = format;
        long timer = vertx.setPeriodic(keepAlive.toMillis(), tick -> {
            boolean quiet = System.nanoTime() - lastSentNanos >= keepAlive.toNanos() * 9 / 10;
            if (quiet) {
                showLife(headers);
            }
        });
        stopKeepAlive = () -> vertx.cancelTimer(timer);
    }

    private synchronized void showLife(Map<String, String> headers) {
        byte[] sign = framing.keepAlive(hasStarted());
        if (sign != null && !response.ended() && !cancellation.isCancelled() && !response.writeQueueFull()) {
            startStream(headers);
            write(sign.clone());
        }
    }

    /** Fires when the client disconnects, or a shutdown cuts it off, before the end of the answer. */
    public Cancellation cancellation() {
        return cancellation;
    }

    /** Whether a status has been sent, so that an error can only be sent inside the stream. */
    public boolean hasStarted() {
        return response.headWritten();
    }

    /**
     * Why the work on the request ended before its answer did: {@link ClientDisconnected}, unless this server ended it, of which
     * the client is told.
     */
    public Problem whyCutOff() {
        return cancellation.why();
    }

    /** Sends a whole answer or an error; in a stream that has begun, as its last piece. */
    public synchronized void answer(int status, Map<String, String> headers, byte[] json) {
        if (cancellation.isCancelled() && whyCutOff() instanceof ClientDisconnected) {
            return;
        }
        if (hasStarted()) {
            write(framing.error(json));
            return;
        }
        response.setStatusCode(status);
        response.putHeader("content-type", "application/json");
        headers.forEach(response::putHeader);
        HandOvers.toLoop();
        written = response.end(VertxInternals.uncopied(json));
    }

    /** Begins the stream, unless a sign of life has begun it already; the head is sent with the first piece. */
    public synchronized void startStream(Map<String, String> headers) {
        if (streaming) {
            return;
        }
        streaming = true;
        response.setChunked(true);
        response.putHeader("content-type", framing.contentType());
        response.putHeader("cache-control", "no-cache");
        response.putHeader("x-accel-buffering", "no");
        headers.forEach(response::putHeader);
    }

    /**
     * Sends an event, after waiting until there is room for it.
     *
     * @throws ClientDisconnected when the connection is closed: by the client, because it has read nothing for too long, or
     *     because it is still reading when the time for the whole request is over
     */
    public void send(byte[] event) {
        if (response.writeQueueFull()) {
            awaitRoom();
        }
        sendNow(event);
    }

    /** Whether {@link #sendNow} need not wait for the client to read; so too when it has disconnected. */
    public boolean hasRoom() {
        return cancellation.isCancelled() || !response.writeQueueFull();
    }

    /**
     * Sends an event without waiting, however slowly the client reads.
     *
     * @throws ClientDisconnected when the connection is closed
     */
    public void sendNow(byte[] event) {
        if (cancellation.isCancelled()) {
            throw new ClientDisconnected();
        }
        write(event);
    }

    /** A field that follows the last event of a stream, where the client's HTTP has such fields. */
    public synchronized void trailer(String name, String value) {
        if (streaming && !response.ended()) {
            response.putTrailer(name, value);
        }
    }

    private synchronized void write(byte[] event) {
        lastSentNanos = System.nanoTime();
        HandOvers.toLoop();
        // A promise for each piece would be three objects that nobody asks: the handlers of the response say what
        // fails.
        response.write(VertxInternals.uncopied(event), null);
    }

    private void awaitRoom() {
        CountDownLatch room = new CountDownLatch(1);
        response.drainHandler(drained -> room.countDown());
        if (response.writeQueueFull() && !cancellation.await(room, deadlineNanos - System.nanoTime())) {
            // The request holds the model's turn while the client reads, and there is no room for an error.
            cancellation.cancel();
            response.reset();
        }
    }

    /** Ends the response in any case: Camel's consumer writes to one that has not ended. */
    public synchronized void end() {
        stopKeepAlive.run();
        try {
            if (!response.ended()) {
                HandOvers.toLoop();
                written = response.end();
            }
        } catch (IllegalStateException closedMeanwhile) {
            // The connection has been closed meanwhile, so the response has ended anyway.
        }
        Future<Void> last = written;
        if (last == null) {
            gone.run();
        } else {
            last.onComplete(sent -> gone.run());
        }
    }
}
