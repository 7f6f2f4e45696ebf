package io.oblix.server.connection;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that all request bodies may take together, from their first byte until they are answered. Clients with
 * large bodies get a 503 when it is used up, instead of taking the heap from the requests that are being answered.
 */
public final class BodyBudget {

    private final long limitBytes;
    private final AtomicLong takenBytes = new AtomicLong();

    /** @param limitBytes 0 for half of the heap */
    public BodyBudget(long limitBytes) {
        this.limitBytes = limitBytes > 0 ? limitBytes : Runtime.getRuntime().maxMemory() / 2;
    }

    /** A larger body does not fit in even when it is the only one. */
    public long largestBody() {
        return limitBytes / HeapEstimate.HEAP_PER_BYTE;
    }

    long taken() {
        return takenBytes.get();
    }

    Lease lease() {
        return new Lease();
    }

    /** The share of one connection. For one thread. */
    final class Lease {

        private long bytes;

        /** False when the budget does not allow so much more; nothing is taken then. */
        boolean take(long more) {
            if (takenBytes.addAndGet(more) > limitBytes) {
                takenBytes.addAndGet(-more);
                return false;
            }
            bytes += more;
            return true;
        }

        /** Whether it would be allowed if there were no other connection. */
        boolean couldTake(long more) {
            return bytes + more <= limitBytes;
        }

        void release() {
            takenBytes.addAndGet(-bytes);
            bytes = 0;
        }

        long largestBody() {
            return BodyBudget.this.largestBody();
        }
    }
}
