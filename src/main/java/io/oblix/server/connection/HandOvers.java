package io.oblix.server.connection;

import io.vertx.core.Context;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts how often a request or its answer passes from an event loop to the request's thread or back. Each may wake a
 * sleeping core, which costs more than most of what is done with a small piece; unlike time, their number is the same on
 * each machine.
 */
public final class HandOvers {

    private static final LongAdder COUNT = new LongAdder();

    private HandOvers() {}

    /** Of this process, since its start. */
    public static long count() {
        return COUNT.sum();
    }

    /** An event loop gives something to a waiting thread. */
    public static void toThread() {
        COUNT.increment();
    }

    /** Something is done that an event loop has to do; on the loop itself it is no hand-over. */
    public static void toLoop() {
        if (!Context.isOnEventLoopThread()) {
            COUNT.increment();
        }
    }
}
