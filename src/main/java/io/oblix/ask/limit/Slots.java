package io.oblix.ask.limit;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How many calls a host works on at a time, learned from how its answers overlap: Ollama queues what it does not work on
 * and says nothing of it. One, until more answers were written at the same time. It falls when calls in a row waited that
 * should not have. For one thread at a time.
 */
final class Slots {

    /** Answers that overlap for less may have followed each other: we learn of an end a little late. */
    private static final long LEAST_OVERLAP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Two calls that were sent within this time may have arrived in any order. */
    private static final long SURELY_BEFORE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** So many calls in a row must have waited. */
    private static final int ENOUGH = 3;

    private final int most;
    private int count = 1;

    /** Calls that waited lately, and how many were worked on meanwhile. */
    private int waited;

    private int meanwhile;

    /** @param most that the host is ever given at a time */
    Slots(int most) {
        this.most = most;
    }

    int count() {
        return count;
    }

    /** A call has begun to be answered; with a slot to spare it should not have waited for the end of another. */
    void begun(Turn turn, List<Turn> turns) {
        if (turn.sentBefore == 0 || turn.sentBefore >= count) {
            return;
        }
        long wait = turn.begunNanos - turn.sentNanos;
        long sinceEnd = turn.begunNanos - turn.lastEndBeforeNanos;
        if (turn.lastEndBeforeNanos != 0 && wait > 2 * sinceEnd + SURELY_BEFORE_NANOS) {
            waited((int) turns.stream().filter(other -> other.begunNanos != 0).count());
        } else {
            forget();
        }
    }

    /** An answer is complete: what was written beside it for a good part of it shares the host, what was not waits. */
    void answered(Turn turn, List<Turn> turns, long now) {
        int together = 1;
        int inLine = 1;
        boolean inPieces = turn.begunNanos != 0;
        for (Turn other : turns) {
            if (other == turn || other.sentNanos == 0 || other.ghostUntilNanos != 0) {
                continue;
            }
            together += (inPieces ? overlaps(other, turn, now) : wasOvertaken(other, turn)) ? 1 : 0;
            inLine += other.sentNanos - turn.begunNanos <= 0 ? 1 : 0;
        }
        boolean tells = inPieces && now - turn.begunNanos >= LEAST_OVERLAP_NANOS;
        if (together > count) {
            count = Math.min(most, together);
            forget();
        } else if (tells && together < Math.min(count, inLine)) {
            waited(together);
        } else if (together > 1) {
            forget();
        }
    }

    private static boolean overlaps(Turn other, Turn turn, long now) {
        if (other.begunNanos == 0) {
            return false;
        }
        long overlap = Math.min(now - other.begunNanos, now - turn.begunNanos);
        return overlap >= Math.max(LEAST_OVERLAP_NANOS, (now - turn.begunNanos) / 4);
    }

    /** Of an answer in one piece only the end is seen: what was sent before it must have been begun before it. */
    private static boolean wasOvertaken(Turn other, Turn turn) {
        return turn.sentNanos - other.sentNanos >= SURELY_BEFORE_NANOS && other.place.equals(turn.place);
    }

    private void waited(int others) {
        waited++;
        meanwhile = Math.max(meanwhile, others);
        if (waited >= ENOUGH) {
            count = Math.max(1, Math.min(count, meanwhile));
            forget();
        }
    }

    private void forget() {
        waited = 0;
        meanwhile = 0;
    }
}
