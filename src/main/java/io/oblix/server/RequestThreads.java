package io.oblix.server;

import io.oblix.log.ThreadRequest;
import io.oblix.server.connection.HandOvers;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.spi.ExecutorServiceFactory;
import java.lang.reflect.Method;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The threads of requests. Each request has one of its own while it waits for a model: a virtual one on Java 21 and
 * later, one of a large bounded pool on 17. Vert.x's own pool has 20, so 20 slow answers would stop all other requests.
 */
public final class RequestThreads {

    private static final int MAX_PLATFORM_THREADS = 2_000;

    private static final @Nullable Method VIRTUAL = virtualThreads();

    /**
     * On Java 17, requests to models beyond this number are refused with a 503 at once instead of waiting for a thread;
     * the remaining threads send those refusals and serve {@code /health}. Virtual threads need no limit of their own.
     */
    static final int MAX_CHATS = VIRTUAL == null ? MAX_PLATFORM_THREADS - 100 : Integer.MAX_VALUE;

    private RequestThreads() {}

    static ExecutorServiceFactory factory() {
        return (threadFactory, concurrency, maxConcurrency) -> pool("request", MAX_PLATFORM_THREADS);
    }

    /**
     * Threads that may wait for a model. They are started on demand; where they are the system's they end after half a
     * minute without work.
     *
     * @param most on Java 17; a task beyond them is rejected
     */
    public static ExecutorService pool(String name, int most) {
        if (VIRTUAL != null) {
            return virtual(VIRTUAL);
        }
        AtomicLong count = new AtomicLong();
        return new ThreadPoolExecutor(0, most, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        }) {
            @Override
            protected void afterExecute(Runnable task, @Nullable Throwable failure) {
                ThreadRequest.clear();
            }
        };
    }

    /**
     * Threads that go on with the request of this one when it has ended, as this one would; null on a thread that no request
     * came by. They refuse work as {@link #pool} does.
     */
    public static @Nullable Executor others() {
        Context request = Vertx.currentContext();
        return request == null
                ? null
                : task -> request.executeBlocking(
                        () -> {
                            HandOvers.toThread();
                            task.run();
                            return null;
                        },
                        false);
    }

    /** Whether this is no such thread, but one of those that carry the bytes of all requests and must never wait. */
    public static boolean isEventLoop() {
        return Context.isOnEventLoopThread();
    }

    private static ExecutorService virtual(Method newExecutor) {
        try {
            return (ExecutorService) newExecutor.invoke(null);
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError("Java offers virtual threads and gives none", impossible);
        }
    }

    private static @Nullable Method virtualThreads() {
        if (Runtime.version().feature() < 21) {
            return null;
        }
        try {
            return Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
        } catch (NoSuchMethodException olderJava) {
            return null;
        }
    }
}
