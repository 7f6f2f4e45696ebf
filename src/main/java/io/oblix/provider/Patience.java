package io.oblix.provider;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How long one call may be waited for at each point of its answer, and which of the waits it was that ran out. */
final class Patience implements Supplier<String> {

    /** For what may follow the end of the text: the usage, the end of the stream. */
    private static final long BEHIND_THE_END_NANOS = Duration.ofSeconds(3).toNanos();

    private enum Point {
        SENT,
        BEGUN,
        SPEAKING,
        FINISHED
    }

    private final Timeouts timeouts;
    private final Duration firstToken;
    private final boolean wholeAnswer;
    private final long startedNanos = System.nanoTime();
    private final long deadlineNanos;
    private Point point = Point.SENT;
    private long firstTokenNanos;

    /**
     * @param slowToBegin whether the model thinks before it answers, or must be loaded first
     * @param wholeAnswer whether the answer comes in one piece, so that no first token can be waited for
     * @param deadlineNanos when the time for the whole request is over
     */
    Patience(Timeouts timeouts, boolean slowToBegin, boolean wholeAnswer, long deadlineNanos) {
        this.timeouts = timeouts;
        this.firstToken = timeouts.firstToken(slowToBegin);
        this.wholeAnswer = wholeAnswer;
        this.deadlineNanos =
                Math.min(deadlineNanos, startedNanos + timeouts.total().toNanos());
    }

    /** The status is there. */
    void begun() {
        point = Point.BEGUN;
    }

    /** There is something of the answer. */
    void spoken() {
        if (point.compareTo(Point.SPEAKING) < 0) {
            point = Point.SPEAKING;
            firstTokenNanos = System.nanoTime();
        }
    }

    /** The text has had its end. */
    void finished() {
        point = Point.FINISHED;
    }

    boolean isFinished() {
        return point == Point.FINISHED;
    }

    /** How long the next wait may be, of what is left in all. */
    long nanos() {
        long now = System.nanoTime();
        long step;
        if (wholeAnswer) {
            step = startedNanos + timeouts.whole().toNanos() - now;
        } else if (firstTokenNanos == 0) {
            step = startedNanos + firstToken.toNanos() - now;
        } else {
            long idle = timeouts.idle().toNanos();
            step = isFinished() ? Math.min(BEHIND_THE_END_NANOS, idle) : idle;
        }
        return Math.min(step, deadlineNanos - now);
    }

    /** Which of the waits is over. */
    @Override
    public String get() {
        if (System.nanoTime() >= deadlineNanos) {
            return "was not done when the time for the whole request was over";
        } else if (wholeAnswer) {
            return "gave no answer within " + UpstreamCall.seconds(timeouts.whole());
        } else if (firstTokenNanos == 0) {
            return (point == Point.SENT ? "did not begin to answer within " : "sent no token within ")
                    + UpstreamCall.seconds(firstToken);
        }
        return "fell silent for " + UpstreamCall.seconds(timeouts.idle());
    }

    boolean isSpoken() {
        return firstTokenNanos != 0;
    }

    /** From sending to the first piece of the answer; null when there was none, or the answer came in one. */
    @Nullable Duration untilFirstToken() {
        return firstTokenNanos == 0 || wholeAnswer ? null : Duration.ofNanos(firstTokenNanos - startedNanos);
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    /**
     * How long the first content took, for the breaker: where this call may take longer than others, in the same
     * proportion to what it may.
     */
    long waitedNanos() {
        long waited = (wholeAnswer || firstTokenNanos == 0 ? System.nanoTime() : firstTokenNanos) - startedNanos;
        Duration allowed = wholeAnswer ? timeouts.whole() : firstToken;
        return (long) (waited * ((double) timeouts.firstToken().toNanos() / allowed.toNanos()));
    }
}
