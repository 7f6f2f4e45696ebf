package io.oblix.server.connection;

import io.vertx.core.Context;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts how often a request or its answer passes from an event loop to the request's thread or back. Each may wake a
 * sleeping core, which costs more than most of what is done with a small piece; unlike time, their number is the same on
 * each machine.
 */
public final class HandOvers {

    /** The name of a virtual thread that an event loop carries: that of its request. */
    public static final String ON_LOOP = "request-on-loop";

    private static final LongAdder COUNT = new LongAdder();

    private HandOvers() {}

    /** Of this process, since its start. */
    public static long count() {
        return COUNT.sum();
    }

    /** An event loop gives something to a waiting thread; to one that it carries itself it is no hand-over. */
    public static void toThread(Thread waiting) {
        if (!isOnLoop(waiting) || !Context.isOnEventLoopThread()) {
            COUNT.increment();
        }
    }

    /** The present thread has begun, for a request that came in by an event loop. */
    public static void begun() {
        if (!isOnLoop(Thread.currentThread())) {
            COUNT.increment();
        }
    }

    /** Something is done that an event loop has to do; on the loop itself it is no hand-over. */
    public static void toLoop() {
        if (!Context.isOnEventLoopThread() && !isOnLoop(Thread.currentThread())) {
            COUNT.increment();
        }
    }

    private static boolean isOnLoop(Thread thread) {
        return thread.getName().equals(ON_LOOP);
    }
}
