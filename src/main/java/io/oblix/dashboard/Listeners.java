package io.oblix.dashboard;

import io.oblix.server.EventStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The streams that get the same events. One that reads too slowly loses events, and gets the whole state in their place once it
 * has room; one that has had no room for long is closed.
 */
final class Listeners {

    /** Events lost in a row, after which a stream is closed: half a minute's. */
    static final int MOST_LOST = 60;

    /** With the number of events that each has lost in a row. */
    private final Map<EventStream, Integer> lost = new ConcurrentHashMap<>();

    void add(EventStream stream, byte[] first) {
        if (stream.offer(first) && !stream.isClosed()) {
            lost.put(stream, 0);
        }
    }

    boolean isEmpty() {
        return lost.isEmpty();
    }

    /** Forgets those that have left, and ends those that may not listen any more. */
    void dropGone() {
        lost.keySet().removeIf(stream -> {
            boolean isAllowed = stream.isAllowed();
            if (!isAllowed && !stream.isClosed()) {
                stream.end();
            }
            return !isAllowed || stream.isClosed();
        });
    }

    /** @param whole the event for a stream that has lost some; null where the next one will do */
    void send(byte[] event, Function<EventStream, byte @Nullable []> whole) {
        lost.forEach((stream, before) -> {
            byte[] caughtUp = before > 0 ? whole.apply(stream) : null;
            if (stream.offer(caughtUp == null ? event : caughtUp)) {
                lost.put(stream, 0);
            } else if (before + 1 < MOST_LOST) {
                lost.put(stream, before + 1);
            } else {
                lost.remove(stream);
                stream.cut();
            }
        });
    }

    void end() {
        lost.keySet().forEach(EventStream::end);
        lost.clear();
    }
}
