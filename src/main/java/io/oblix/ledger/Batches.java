package io.oblix.ledger;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one process writes, in its order. A batch that the database refuses for what is in it would be refused forever, and
 * all that comes after it would be lost: it is written in halves, and only what is refused alone is given up. For one
 * thread.
 */
final class Batches {

    /** It begins with the time, so that the rows of a later process come behind those of an earlier one. */
    private final String writer = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX) + "-"
            + Long.toUnsignedString(UUID.randomUUID().getLeastSignificantBits(), Character.MAX_RADIX);

    private final Names names = new Names();
    private final Deque<List<Entry>> parts = new ArrayDeque<>();
    private @Nullable Batch current;
    private long number;

    /** As the identifiers of this process's calls begin. */
    String writer() {
        return writer;
    }

    boolean isEmpty() {
        return current == null && parts.isEmpty();
    }

    void add(List<Entry> entries) {
        if (!entries.isEmpty()) {
            parts.add(entries);
        }
    }

    /** The same one until it is {@link #written} or {@link #refused}; null when there is none. */
    @Nullable Batch current() {
        if (current == null && !parts.isEmpty()) {
            // Numbered only now: the database takes a lower number than its last one for written.
            current = new Batch(writer, ++number, parts.remove(), names);
        }
        return current;
    }

    void written() {
        current = null;
    }

    /** How many entries are given up. */
    int refused() {
        List<Entry> entries = current == null ? List.of() : current.entries();
        current = null;
        if (entries.size() <= 1) {
            return entries.size();
        }
        int half = entries.size() / 2;
        parts.addFirst(entries.subList(half, entries.size()));
        parts.addFirst(entries.subList(0, half));
        return 0;
    }
}
