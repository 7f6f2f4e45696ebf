package io.oblix.cli;

import io.oblix.OblixApplication;
import io.oblix.log.Logs;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Ends the process on SIGTERM and Ctrl-C. A server that serves finishes the answers in flight; one that still starts has
 * nothing to finish, so that the process ends at once, in the middle of its start.
 */
final class Shutdown {

    private record Serving(OblixApplication server, Runnable afterwards) {}

    private final AtomicReference<@Nullable Serving> serving = new AtomicReference<>();

    /** To be called before anything is started that takes time. */
    Shutdown() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "shutdown"));
    }

    /** @param afterwards runs when the server has stopped */
    void serving(OblixApplication server, Runnable afterwards) {
        serving.set(new Serving(server, afterwards));
    }

    private void stop() {
        Serving now = serving.get();
        if (now != null) {
            now.server().close();
            now.afterwards().run();
        }
        Logs.flush();
    }

    /**
     * Whether the process is ending. What a thread was about to do then fails, for example because the JVM accepts no more
     * hooks; that is no failure to report.
     */
    static boolean hasBegun() {
        Thread hook = new Thread(() -> {}, "never started");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            Runtime.getRuntime().removeShutdownHook(hook);
            return false;
        } catch (IllegalStateException ending) {
            return true;
        }
    }
}
