package io.oblix.server.connection;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that all request bodies may take together, from their first byte until they are answered, so that many
 * callers with large bodies are told to come again instead of taking the heap from those who are being answered.
 */
public final class BodyBudget {

    private final long limitBytes;
    private final AtomicLong takenBytes = new AtomicLong();

    /** @param limitBytes 0 for half of the heap */
    public BodyBudget(long limitBytes) {
        this.limitBytes = limitBytes > 0 ? limitBytes : Runtime.getRuntime().maxMemory() / 2;
    }

    /** A body over this is never let in. */
    public long largestBody() {
        return limitBytes / HeapEstimate.HEAP_PER_BYTE;
    }

    /** False when there is not so much left; nothing is taken then. */
    boolean take(long bytes) {
        if (takenBytes.addAndGet(bytes) <= limitBytes) {
            return true;
        }
        takenBytes.addAndGet(-bytes);
        return false;
    }

    void give(long bytes) {
        takenBytes.addAndGet(-bytes);
    }

    /** Whether it would be let in if there were no other. */
    boolean holds(long bytes) {
        return bytes <= limitBytes;
    }

    long taken() {
        return takenBytes.get();
    }
}
