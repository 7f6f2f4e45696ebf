package io.oblix.chat;

import io.oblix.problem.CallerLeft;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The caller's end of the connection. Stock Camel fills 16 KiB before it writes a stream, so events are written to
 * Vert.x's response from here, each at once; a caller who reads slowly makes {@link #send} wait.
 */
public final class Caller {

    /** How long a caller may read nothing at all before the answer is given up. */
    private static final long STALLED_SECONDS = 300;

    private final HttpServerResponse response;
    private final Cancellation cancellation = new Cancellation();

    public Caller(HttpServerResponse response) {
        this.response = response;
        response.closeHandler(closed -> cancellation.cancel());
        response.exceptionHandler(broken -> cancellation.cancel());
        if (response.closed()) {
            cancellation.cancel();
        }
    }

    /** Fires when the caller leaves before the answer has ended. */
    public Cancellation cancellation() {
        return cancellation;
    }

    /** Whether a status has gone out already, so that an error can only be told inside the stream. */
    public boolean hasStarted() {
        return response.headWritten();
    }

    /** A whole answer, or an error. */
    public void answer(int status, Map<String, String> headers, byte[] json) {
        if (cancellation.isCancelled()) {
            return;
        }
        response.setStatusCode(status);
        response.putHeader("content-type", "application/json");
        headers.forEach(response::putHeader);
        response.end(Buffer.buffer(json));
    }

    public void startStream(Map<String, String> headers) {
        response.setChunked(true);
        response.putHeader("content-type", "text/event-stream; charset=utf-8");
        response.putHeader("cache-control", "no-cache");
        response.putHeader("x-accel-buffering", "no");
        headers.forEach(response::putHeader);
    }

    /**
     * Writes an event, after waiting until the caller has room for it.
     *
     * @throws CallerLeft when the caller has closed the connection, or has read nothing for five minutes
     */
    public void send(byte[] event) {
        if (response.writeQueueFull()) {
            awaitRoom();
        }
        if (cancellation.isCancelled()) {
            throw new CallerLeft();
        }
        response.write(Buffer.buffer(event));
    }

    private void awaitRoom() {
        CountDownLatch room = new CountDownLatch(1);
        Runnable leave = room::countDown;
        cancellation.onCancel(leave);
        response.drainHandler(drained -> room.countDown());
        try {
            if (response.writeQueueFull() && !room.await(STALLED_SECONDS, TimeUnit.SECONDS)) {
                response.reset();
                throw new CallerLeft();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CallerLeft();
        } finally {
            cancellation.forget(leave);
        }
    }

    /** Ends the response, whatever became of it: Camel's consumer writes to one that has not ended. */
    public void end() {
        try {
            if (!response.ended()) {
                response.end();
            }
        } catch (IllegalStateException closedMeanwhile) {
            // Nobody is there any more, and that is all that ending it was for.
        }
    }
}
