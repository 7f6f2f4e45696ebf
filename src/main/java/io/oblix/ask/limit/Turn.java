package io.oblix.ask.limit;

import io.oblix.chat.Place;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A call's turn at its host. Its holder reports how the call goes, and gives the turn back when the call has ended. A host
 * that still reads the prompt of a call that was given up counts as busy with it until then.
 */
public final class Turn {

    /** How a call ended. */
    public enum Ending {
        /** With its answer, at the model's own pace. */
        ANSWERED,

        /** The call was dropped before the first token, and the host may not have noticed. */
        GIVEN_UP,

        /** In any other way, which shows nothing of the host. */
        OTHER
    }

    private final @Nullable Backlog backlog;
    private final Runnable leave;
    private final Runnable release;
    private final AtomicBoolean left = new AtomicBoolean();
    private final AtomicBoolean released = new AtomicBoolean();

    final Place place;
    final ServiceTime expected;

    // What the backlog notes of it, under its lock. Times are of its clock, 0 until then.
    long sentNanos;
    long startedNanos;
    long begunNanos;

    /** Given up; the host is done with it at this time. */
    long ghostUntilNanos;

    /** How many calls the host had when this one was sent, and when the last of them ended. */
    int sentBefore;

    long lastEndBeforeNanos;

    /**
     * @param backlog null where the host's load is not ours to know
     * @param leave runs once, when the call has ended: the next one may be sent
     * @param release runs once, when the host is done with the call
     */
    Turn(@Nullable Backlog backlog, Place place, ServiceTime expected, Runnable leave, Runnable release) {
        this.backlog = backlog;
        this.leave = leave;
        this.place = place;
        this.expected = expected;
        this.release = release;
    }

    /** The call was sent. */
    public void sent() {
        if (backlog != null) {
            backlog.sent(this);
        }
    }

    /** The first token is there. Not reported for an answer that comes in one piece. */
    public void begun() {
        if (backlog != null) {
            backlog.begun(this);
        }
    }

    /**
     * The call has ended. A host that still reads its prompt counts as busy, but gets the next call: it may have stopped,
     * and only a later answer shows that.
     */
    public void leave(Ending ending) {
        if (left.compareAndSet(false, true)) {
            leave.run();
        }
        long busyMillis = backlog == null ? 0 : backlog.ended(this, ending);
        if (busyMillis == 0) {
            release();
            return;
        }
        Executor later = CompletableFuture.delayedExecutor(busyMillis, TimeUnit.MILLISECONDS, Runnable::run);
        later.execute(this::release);
    }

    void release() {
        if (released.compareAndSet(false, true)) {
            if (backlog != null) {
                backlog.remove(this);
            }
            release.run();
        }
    }
}
