package io.oblix.server;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Writes the lines of requests to the console from a thread of its own, so that a line never makes its request wait,
 * also when nobody reads the output: then lines are lost. It differs from Logback's asynchronous appender in that it
 * pauses after it has written: a thread that is woken for each line costs as much as a seventh of a request.
 */
public final class RequestLogAppender extends ConsoleAppender<ILoggingEvent> {

    private static final int MAX_WAITING = 4096;
    private static final int PAUSE_MILLIS = 20;
    private static final int LAST_WORDS_MILLIS = 1000;

    private final BlockingQueue<ILoggingEvent> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private @Nullable Thread writer;

    @Override
    public void start() {
        setImmediateFlush(false);
        super.start();
        Thread thread = new Thread(this::write, "request-log");
        thread.setDaemon(true);
        thread.start();
        writer = thread;
    }

    @Override
    protected void append(ILoggingEvent line) {
        // The text is made here: what it is made of may change.
        line.getFormattedMessage();
        waiting.offer(line);
    }

    private void write() {
        List<ILoggingEvent> lines = new ArrayList<>();
        try {
            while (true) {
                lines.add(waiting.take());
                writeWaiting(lines);
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException stopped) {
            writeWaiting(lines);
        }
    }

    private void writeWaiting(List<ILoggingEvent> lines) {
        waiting.drainTo(lines);
        try {
            lines.forEach(super::append);
            getOutputStream().flush();
        } catch (IOException | RuntimeException unwritable) {
            addError("lines of requests cannot be written", unwritable);
        } finally {
            lines.clear();
        }
    }

    /** Writes what still waits, for so long as a second. */
    @Override
    public void stop() {
        Thread thread = writer;
        if (thread != null && isStarted()) {
            thread.interrupt();
            try {
                thread.join(LAST_WORDS_MILLIS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            if (thread.isAlive()) {
                // Nobody reads what it writes, and it holds what the rest would wait for.
                return;
            }
        }
        super.stop();
    }
}
