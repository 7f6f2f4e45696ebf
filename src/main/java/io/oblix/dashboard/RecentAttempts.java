package io.oblix.dashboard;

import io.oblix.ask.attempt.AttemptListener;
import io.oblix.ask.attempt.AttemptRecord;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last calls upstream, so that those of one request can be looked at. Adding one makes no object. */
final class RecentAttempts implements AttemptListener {

    static final int KEPT = 1_024;

    private final InstantSource clock;
    private final @Nullable AttemptRecord[] attempts = new AttemptRecord[KEPT];
    private final long[] endedMillis = new long[KEPT];
    private int next;

    RecentAttempts(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * A call, and when it began.
     *
     * @param beganMillis since 1970
     * @param endedMillis likewise
     */
    record Timed(AttemptRecord attempt, long beganMillis, long endedMillis) {}

    @Override
    public void ended(AttemptRecord attempt) {
        long now = clock.millis();
        synchronized (this) {
            attempts[next] = attempt;
            endedMillis[next] = now;
            next = (next + 1) % KEPT;
        }
    }

    /** Those of one request, in the order in which they began. */
    List<Timed> of(String requestId) {
        List<Timed> found = new ArrayList<>();
        synchronized (this) {
            for (int i = 0; i < KEPT; i++) {
                AttemptRecord attempt = attempts[i];
                if (attempt != null && attempt.origin().requestId().equals(requestId)) {
                    long ended = endedMillis[i];
                    found.add(new Timed(attempt, ended - attempt.duration().toMillis(), ended));
                }
            }
        }
        found.sort(Comparator.comparingLong(Timed::beganMillis).thenComparingLong(Timed::endedMillis));
        return found;
    }
}
