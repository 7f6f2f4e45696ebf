package io.oblix.log;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The request that the present thread works for. A request has a thread of its own while it is answered, so this is one
 * reference set per request; SLF4J's MDC, which can do the same, makes a map for each. Work that a request hands to
 * another thread takes it along by {@link #carry}. Event loops work for many requests and have none.
 */
public final class ThreadRequest {

    private static final ThreadLocal<LoggedRequest> CURRENT = new ThreadLocal<>();

    private ThreadRequest() {}

    /** Null on a thread that works for no request. */
    public static @Nullable LoggedRequest get() {
        return CURRENT.get();
    }

    public static void set(LoggedRequest request) {
        CURRENT.set(request);
    }

    /** A thread that goes on to other work must not keep the last request. */
    public static void clear() {
        CURRENT.remove();
    }

    /** The task, to be run by another thread for the request of this one. */
    public static Runnable carry(Runnable task) {
        LoggedRequest request = CURRENT.get();
        return request == null ? task : () -> with(request, task);
    }

    /** The same for work that has a result. */
    public static BooleanSupplier carry(BooleanSupplier task) {
        LoggedRequest request = CURRENT.get();
        return request == null
                ? task
                : () -> {
                    boolean[] result = new boolean[1];
                    with(request, () -> result[0] = task.getAsBoolean());
                    return result[0];
                };
    }

    static void with(@Nullable LoggedRequest request, Runnable task) {
        if (request == null) {
            task.run();
            return;
        }
        LoggedRequest before = CURRENT.get();
        CURRENT.set(request);
        try {
            task.run();
        } finally {
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
        }
    }
}
