package io.oblix.budget;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** What calls wait for that find too little: that something was settled or granted. Their {@link Budgets} guards it by a lock. */
final class Changes {

    private @Nullable CountDownLatch awaited;

    /** Waits for it are over with the next change. */
    CountDownLatch next() {
        CountDownLatch next = awaited;
        // A client that left has released it as well, which is no change.
        if (next == null || next.getCount() == 0) {
            next = new CountDownLatch(1);
            awaited = next;
        }
        return next;
    }

    void happened() {
        CountDownLatch waited = awaited;
        awaited = null;
        if (waited != null) {
            waited.countDown();
        }
    }
}
