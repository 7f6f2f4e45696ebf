package io.oblix.journey;

import java.util.concurrent.CountDownLatch;
import org.apache.camel.Handler;

/** A bean of an operator's that blocks until the test lets go. */
public final class StuckHook {

    private static CountDownLatch latch = new CountDownLatch(1);

    static synchronized void release() {
        latch.countDown();
        latch = new CountDownLatch(1);
    }

    private static synchronized CountDownLatch latch() {
        return latch;
    }

    @Handler
    public void block() throws InterruptedException {
        latch().await();
    }
}
