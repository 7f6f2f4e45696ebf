package io.oblix.server;

import io.netty.util.concurrent.FastThreadLocal;
import io.oblix.server.connection.HandOvers;
import io.oblix.server.connection.VertxInternals;
import io.vertx.core.Vertx;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs the virtual threads of small requests on the event loop that the request came in by, which its call upstream goes
 * out by too. Their code blocks as on any thread, but the loop goes on meanwhile, and no other core is woken to begin a
 * request, to send it on or to answer it. All other work runs on the pool: what is long to parse, or reads a database,
 * would keep the loop from its connections.
 *
 * <p>Java has no public way to say what carries a virtual thread. Where it does not let us, as on Java 17, all runs on the
 * pool.
 */
final class LoopThreads extends AbstractExecutorService {

    /** A body of this size takes about a millisecond at most, from its first byte until it is sent on. */
    static final int MAX_BODY_BYTES = 32 * 1024;

    /** Until then a virtual thread that waits for a monitor would have stopped the loop. */
    private static final int FIRST_JAVA = 24;

    private static final @Nullable MethodHandle NEW_THREAD = newVirtualThread();

    static final boolean CAN_CARRY = NEW_THREAD != null;

    /** Of each event loop that has carried a request. */
    private static final FastThreadLocal<LoopTurns> TURNS = new FastThreadLocal<>();

    private final ExecutorService pool;

    /** @param pool runs what no loop carries */
    LoopThreads(ExecutorService pool) {
        this.pool = pool;
    }

    private static @Nullable MethodHandle newVirtualThread() {
        if (Runtime.version().feature() < FIRST_JAVA) {
            return null;
        }
        try {
            Class<?> builders = Class.forName("java.lang.ThreadBuilders");
            MethodType type =
                    MethodType.methodType(Thread.class, Executor.class, String.class, int.class, Runnable.class);
            MethodHandle found = MethodHandles.privateLookupIn(builders, MethodHandles.lookup())
                    .findStatic(builders, "newVirtualThread", type);
            // Where virtual threads are ordinary ones below, none can be carried.
            thread(found, Runnable::run, () -> {});
            return found;
        } catch (ReflectiveOperationException | UnsupportedOperationException closedOrGone) {
            return null;
        }
    }

    private static Thread thread(MethodHandle newThread, Executor carrier, Runnable task) {
        try {
            return (Thread) newThread.invokeExact(carrier, HandOvers.ON_LOOP, 0, task);
        } catch (RuntimeException | Error failed) {
            throw failed;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** On an event loop: what {@code next} gives to a thread is carried by this loop. */
    static void carry(Vertx vertx, Runnable next) {
        if (!CAN_CARRY) {
            next.run();
            return;
        }
        LoopTurns turns = TURNS.get();
        if (turns == null) {
            turns = LoopTurns.on(VertxInternals.currentEventLoop(vertx));
            TURNS.set(turns);
        }
        turns.open(next);
    }

    @Override
    public void execute(Runnable task) {
        LoopTurns turns = TURNS.getIfExists();
        if (turns != null && turns.isOpen()) {
            thread(Objects.requireNonNull(NEW_THREAD), turns, task).start();
        } else {
            pool.execute(task);
        }
    }

    @Override
    public void shutdown() {
        pool.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        return pool.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return pool.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return pool.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return pool.awaitTermination(timeout, unit);
    }
}
