package io.oblix.server;

import io.oblix.server.connection.VertxInternals;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * A client that listens to events. They are offered from any thread, and none waits for it: what a slow reader has no room
 * for is refused, and its memory stays bounded. It holds no thread.
 */
public final class EventStream {

    /** What may wait for a slow reader. */
    static final int WAITING_BYTES = 256 * 1024;

    private final HttpServerResponse response;
    private final boolean hasSession;
    private final BooleanSupplier allowed;
    private final Runnable gone;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param hasSession whether a cookie let it in
     * @param allowed whether what let it in still does
     * @param gone runs once when it is closed
     */
    EventStream(HttpServerResponse response, boolean hasSession, BooleanSupplier allowed, Runnable gone) {
        this.response = response;
        this.hasSession = hasSession;
        this.allowed = allowed;
        this.gone = gone;
    }

    void start() {
        response.closeHandler(left -> ended());
        response.exceptionHandler(broken -> ended());
        response.setChunked(true)
                .putHeader("content-type", "text/event-stream")
                .putHeader("cache-control", "no-store")
                .putHeader("x-accel-buffering", "no");
        if (response.closed()) {
            ended();
        }
    }

    /**
     * Sends an event, unless too much is waiting for this client already.
     *
     * @param event framed; it must not be changed afterwards
     * @return false when there is no room for it
     */
    public boolean offer(byte[] event) {
        if (closed.get()) {
            return true;
        }
        if (waiting.addAndGet(event.length) > WAITING_BYTES) {
            waiting.addAndGet(-event.length);
            return false;
        }
        try {
            response.write(VertxInternals.uncopied(event)).onComplete(written -> waiting.addAndGet(-event.length));
        } catch (IllegalStateException closedMeanwhile) {
            ended();
        }
        return true;
    }

    /** Whether a cookie let it in. */
    public boolean hasSession() {
        return hasSession;
    }

    /** Whether it may still listen: its session may have ended, or its key been revoked. */
    public boolean isAllowed() {
        return allowed.getAsBoolean();
    }

    public boolean isClosed() {
        return closed.get();
    }

    /** Ends the stream after what has been sent; a client that wants more connects again. */
    public void end() {
        try {
            if (!response.ended() && !response.closed()) {
                response.end();
            }
        } catch (IllegalStateException closedMeanwhile) {
            // As good as ended.
        }
        ended();
    }

    /** Closes the connection of a client that does not read. */
    public void cut() {
        response.reset();
        ended();
    }

    private void ended() {
        if (closed.compareAndSet(false, true)) {
            gone.run();
        }
    }
}
