package io.oblix.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Memory in the place of a file that cannot be used. What is written to it is kept here too, so that the file gets it once
 * it can be used. For one thread.
 */
final class StandIn {

    /** About 10 MB; what comes after it is lost to the file. */
    static final int MAX_KEPT = 10_000;

    private static final long LAST_LOOK_MILLIS = 30_000;

    private final DatabaseUrl file;
    private final List<Entry> kept = new ArrayList<>();
    private long pauseMillis;
    private long lookAtNanos;

    /** @param firstLookMillis before the file is looked at again */
    StandIn(DatabaseUrl file, long firstLookMillis) {
        this.file = file;
        this.pauseMillis = firstLookMillis;
        lookLater();
    }

    private void lookLater() {
        lookAtNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pauseMillis);
        pauseMillis = Math.min(LAST_LOOK_MILLIS, 2 * pauseMillis);
    }

    DatabaseUrl file() {
        return file;
    }

    /**
     * These are in memory now.
     *
     * @return how many of them there is no room for
     */
    int keep(List<Entry> entries) {
        int room = Math.min(entries.size(), MAX_KEPT - kept.size());
        kept.addAll(entries.subList(0, room));
        return entries.size() - room;
    }

    /** What is in memory and not in the file. */
    List<Entry> kept() {
        return List.copyOf(kept);
    }

    /** Whether it is time to look at the file again: soon at first, later each half minute. */
    boolean isDue() {
        if (System.nanoTime() - lookAtNanos < 0) {
            return false;
        }
        lookLater();
        return true;
    }
}
