package io.oblix.ask.limit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The calls that one host was given, or will be when their turn comes, in their order; and from that, how long another one
 * would wait. A host takes them in that order, {@link Slots} of them at a time.
 *
 * <p>Ollama reads a prompt to its end after the call was given up. Such a call stays here until it should have been read,
 * or until a later one begins in its place.
 */
final class Backlog {

    private static final double MILLI = 1e6;

    /** A shorter rest of a prompt is not worth a timer. */
    private static final double LEAST_BUSY_MILLIS = 250;

    /** A call that takes longer than expected will take a quarter of what it has taken so far. */
    private static final double OVERDUE = 0.25;

    /** How long a request may take to be decided; most take a fraction of a millisecond. */
    private static final long DECIDING_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A request that is still being decided and may come here. */
    private record Considered(double millis, long untilNanos) {}

    private final LongSupplier nanoTime;
    private final List<Turn> turns = new ArrayList<>();
    private final Deque<Considered> considered = new ArrayDeque<>();
    private final Slots slots;

    /** So that a host without calls costs no lock. */
    private volatile boolean empty = true;

    Backlog(int mostSlots, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.slots = new Slots(mostSlots);
    }

    /** A request that may come here is decided now; those that are decided meanwhile must reckon with it. */
    synchronized void considered(double millis) {
        forgetUndecided();
        considered.add(new Considered(millis, nanoTime.getAsLong() + DECIDING_NANOS));
        empty = false;
    }

    /** One of those was decided. */
    synchronized void decided() {
        considered.poll();
        forgetUndecided();
    }

    /** Where the facts of the operator's own code failed, no decision is reported. */
    private void forgetUndecided() {
        long now = nanoTime.getAsLong();
        Considered first;
        while ((first = considered.peek()) != null && first.untilNanos - now < 0) {
            considered.poll();
        }
        empty = turns.isEmpty() && considered.isEmpty();
    }

    synchronized void enter(Turn turn) {
        turns.add(turn);
        empty = false;
    }

    synchronized void sent(Turn turn) {
        long now = nanoTime.getAsLong();
        for (Turn other : turns) {
            turn.sentBefore += other != turn && other.sentNanos != 0 ? 1 : 0;
        }
        turn.sentNanos = now;
        start(now);
    }

    synchronized void begun(Turn turn) {
        long now = nanoTime.getAsLong();
        if (turn.begunNanos != 0) {
            return;
        }
        turn.begunNanos = now;
        slots.begun(turn, turns);
        int busy = 0;
        Turn ghostBefore = null;
        boolean before = true;
        for (Turn other : turns) {
            before &= other != turn;
            boolean isGhost = other.ghostUntilNanos != 0;
            busy += isGhost || other.begunNanos != 0 ? 1 : 0;
            ghostBefore = ghostBefore == null && isGhost && before ? other : ghostBefore;
        }
        if (ghostBefore != null && busy > slots.count()) {
            ghostBefore.release();
        }
    }

    /** @return for how many milliseconds the host will go on with it; 0 when it is done */
    synchronized long ended(Turn turn, Turn.Ending ending) {
        long now = nanoTime.getAsLong();
        if (ending == Turn.Ending.ANSWERED) {
            slots.answered(turn, turns, now);
        } else if (ending == Turn.Ending.GIVEN_UP && turn.startedNanos != 0 && turn.begunNanos == 0) {
            double reading = Math.min(beforeWriting(turn, now), turn.expected.readMillis());
            if (reading >= LEAST_BUSY_MILLIS) {
                turn.ghostUntilNanos = now + (long) (reading * MILLI);
                return (long) reading;
            }
        }
        return 0;
    }

    synchronized void remove(Turn turn) {
        long now = nanoTime.getAsLong();
        int at = turns.indexOf(turn);
        if (at < 0) {
            return;
        }
        turns.remove(at);
        for (Turn later : turns.subList(at, turns.size())) {
            later.lastEndBeforeNanos = turn.sentNanos == 0 || later.sentNanos == 0 ? later.lastEndBeforeNanos : now;
        }
        start(now);
        forgetUndecided();
    }

    /** The first of those that were sent are the ones that the host works on. */
    private void start(long now) {
        int left = slots.count();
        for (Turn turn : turns) {
            if (left == 0) {
                return;
            } else if (turn.sentNanos != 0) {
                turn.startedNanos = turn.startedNanos == 0 ? now : turn.startedNanos;
                left--;
            }
        }
    }

    /** Until a call that comes now would be the host's next, in milliseconds. */
    double waitMillis() {
        return empty ? 0 : waitMillis(false);
    }

    /** Until the host would turn to a call that is sent now, before those that still wait here. */
    double waitOnceSentMillis() {
        return empty ? 0 : waitMillis(true);
    }

    /** All the work that there is, shared by the slots, except what the last ones to finish leave undone. */
    private synchronized double waitMillis(boolean onlySent) {
        long now = nanoTime.getAsLong();
        int calls = 0;
        double work = 0;
        for (Turn turn : turns) {
            if (!onlySent || turn.sentNanos != 0) {
                calls++;
                work += leftMillis(turn, now);
            }
        }
        if (!onlySent) {
            forgetUndecided();
            calls += considered.size();
            for (Considered call : considered) {
                work += call.millis;
            }
        }
        int count = slots.count();
        return calls < count ? 0 : work * (calls - count + 1) / calls / count;
    }

    private static double leftMillis(Turn turn, long now) {
        if (turn.ghostUntilNanos != 0) {
            return Math.max(0, (turn.ghostUntilNanos - now) / MILLI);
        } else if (turn.startedNanos == 0) {
            return turn.expected.millis();
        } else if (turn.begunNanos == 0) {
            return beforeWriting(turn, now) + turn.expected.writeMillis();
        }
        return left(turn.expected.writeMillis(), (now - turn.begunNanos) / MILLI);
    }

    private static double beforeWriting(Turn turn, long now) {
        return left(turn.expected.beginMillis(), (now - turn.startedNanos) / MILLI);
    }

    private static double left(double expectedMillis, double tookMillis) {
        return Math.max(expectedMillis - tookMillis, tookMillis * OVERDUE);
    }

    synchronized int slots() {
        return slots.count();
    }
}
