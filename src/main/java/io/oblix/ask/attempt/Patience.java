package io.oblix.ask.attempt;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.settings.Timeouts;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How long one call may be waited for at each point of its answer, and which timeout it was that ran out. Only time that
 * the provider takes counts; a client that reads slowly costs it nothing.
 */
final class Patience implements Supplier<String> {

    /** For what may follow the end of the text: the usage, the end of the stream. */
    private static final long AFTER_TEXT_NANOS = Duration.ofSeconds(3).toNanos();

    /** For the end of the body, once nothing can follow any more: it keeps the connection for the next call. */
    private static final long AFTER_ALL_NANOS = Duration.ofMillis(100).toNanos();

    private enum Point {
        SENT,
        BEGUN,
        SPEAKING,
        FINISHED,
        COMPLETE
    }

    /** A model that reads more slowly than it did is not given up at once. */
    private static final double TIMES_EXPECTED = 3;

    /** A machine that is busy with something else reads more slowly for a while. */
    private static final int EXCUSED_SILENCES = 2;

    /** The same for a host that has other calls before this one. */
    private static final int EXCUSED_SILENCES_OF_BUSY = 5;

    private final Timeouts timeouts;
    private final Reading reading;
    private final boolean slowToBegin;
    private final Duration firstToken;
    private final Duration whole;
    private final Duration pause;
    private final boolean wholeAnswer;
    private final long startedNanos = System.nanoTime();
    private final long requestsDeadlineNanos;
    private final long deadlineNanos;
    private Point point = Point.SENT;
    private long firstTokenNanos;

    /** What the provider took of our time since its last content. */
    private long silentNanos;

    private boolean mayPause;

    /**
     * @param reading what the host is expected to do before the first token
     * @param slowToBegin whether the model thinks before it answers, or must be loaded first
     * @param wholeAnswer whether the answer comes in one piece, so that there is no first token to wait for
     * @param last whether nothing else would be asked after it, so that giving up on a slow reader helps no one
     * @param deadlineNanos when the time for the whole request is over
     */
    Patience(
            Timeouts timeouts,
            Reading reading,
            boolean slowToBegin,
            boolean wholeAnswer,
            boolean last,
            long deadlineNanos) {
        this.timeouts = timeouts;
        this.reading = reading;
        this.slowToBegin = slowToBegin;
        Duration more = last && reading.isLong() ? timeouts.total() : allowance(reading, last, deadlineNanos);
        this.firstToken = timeouts.firstToken(slowToBegin).plus(more);
        this.whole = timeouts.whole().plus(more);
        Duration slow = timeouts.firstToken(true);
        this.pause = slow.compareTo(timeouts.idle()) > 0 ? slow : timeouts.idle();
        this.requestsDeadlineNanos = deadlineNanos;
        this.wholeAnswer = wholeAnswer;
        this.deadlineNanos =
                Math.min(deadlineNanos, startedNanos + timeouts.total().toNanos());
    }

    /** Beyond the setting. Where something else would be asked, it gets half of the time that is left. */
    private Duration allowance(Reading reading, boolean last, long deadlineNanos) {
        Duration left = Duration.ofNanos(Math.max(0, deadlineNanos - startedNanos));
        Duration most = last ? left : left.dividedBy(2);
        Duration expected = expected(reading);
        return expected.compareTo(most) < 0 ? expected : most;
    }

    private static Duration expected(Reading reading) {
        return Duration.ofMillis((long) (TIMES_EXPECTED * (reading.queueMillis() + reading.millis())));
    }

    /** The status has arrived. */
    void begun() {
        point = Point.BEGUN;
    }

    /** Content has arrived. Some models generate a whole tool call before they send any of it, so they may pause. */
    void spoken(AnswerEvent content) {
        if (!isFinished()) {
            silentNanos = 0;
            mayPause = slowToBegin || isOfToolCall(content);
        }
        if (point.compareTo(Point.SPEAKING) < 0) {
            point = Point.SPEAKING;
            firstTokenNanos = System.nanoTime();
        }
    }

    private static boolean isOfToolCall(AnswerEvent event) {
        if (event instanceof AnswerEvent.Chunk chunk) {
            JsonNode choice = chunk.says() == null ? ChunkChoice.of(chunk) : null;
            return choice != null && !choice.path("delta").path("tool_calls").isEmpty();
        }
        if (event instanceof AnswerEvent.Frame frame) {
            return frame.says().stream().anyMatch(Patience::isOfToolCall);
        }
        return event instanceof AnswerEvent.ToolCallStart || event instanceof AnswerEvent.ToolCallArguments;
    }

    /** The text is at its end. */
    void finished() {
        if (!isFinished()) {
            point = Point.FINISHED;
            silentNanos = 0;
        }
    }

    boolean isFinished() {
        return point.compareTo(Point.FINISHED) >= 0;
    }

    /** Nothing that still arrives is part of the answer. */
    void complete() {
        if (point != Point.COMPLETE) {
            point = Point.COMPLETE;
            silentNanos = 0;
        }
    }

    /** The provider was listened to for so long, whatever it sent. */
    void listened(long nanos) {
        silentNanos += nanos;
    }

    /** How long the next wait may be, at most what is left in all. */
    long nanos() {
        long now = System.nanoTime();
        long step;
        if (wholeAnswer) {
            step = startedNanos + whole.toNanos() - now;
        } else if (firstTokenNanos == 0) {
            step = startedNanos + firstToken.toNanos() - now;
        } else if (isFinished()) {
            long most = point == Point.COMPLETE ? AFTER_ALL_NANOS : AFTER_TEXT_NANOS;
            step = Math.min(most, timeouts.idle().toNanos()) - silentNanos;
        } else {
            step = Math.min(timeouts.idle().toNanos(), silence().toNanos() - silentNanos);
        }
        return Math.min(step, deadlineNanos - now);
    }

    /** Signs of life without content keep a call alive that may pause in mid-answer, and only for so long. */
    private Duration silence() {
        return mayPause ? pause : timeouts.idle();
    }

    /**
     * Whether a wait was cut short because the time for the whole request was over, and not by what the provider did. A
     * call that had nearly all of that time and got nothing has its provider to blame.
     */
    boolean isRequestsTimeOver() {
        boolean hadLittle =
                requestsDeadlineNanos - startedNanos < timeouts.total().toNanos() / 10 * 9;
        return System.nanoTime() >= requestsDeadlineNanos && (isSpoken() || hadLittle);
    }

    /**
     * Whether a host that gave no token may still have been reading, which is no failure: a circuit that opened would be
     * open for short prompts too. It is one when the host was silent on the calls before as well; each of them was given
     * more time than its prompt should take.
     */
    boolean isExcused() {
        if (isSpoken() || !reading.isLong()) {
            return false;
        }
        int excused = reading.queueMillis() > 0 ? EXCUSED_SILENCES_OF_BUSY : EXCUSED_SILENCES;
        return reading.silences() < excused;
    }

    /** Which timeout ran out, for the message. */
    @Override
    public String get() {
        if (System.nanoTime() >= deadlineNanos) {
            return "was not done when the time for the whole request was over";
        } else if (wholeAnswer) {
            return "gave no answer within " + Timeouts.inWords(whole);
        } else if (firstTokenNanos == 0) {
            return (point == Point.SENT ? "did not begin to answer within " : "sent no token within ")
                    + Timeouts.inWords(firstToken);
        }
        boolean paused = silentNanos > timeouts.idle().toNanos() && mayPause;
        return "fell silent for " + Timeouts.inWords(paused ? silence() : timeouts.idle());
    }

    boolean isSpoken() {
        return firstTokenNanos != 0;
    }

    /** From sending to the first piece of the answer; null when there was none, or the answer came in one piece. */
    public @Nullable Duration untilFirstToken() {
        return firstTokenNanos == 0 || wholeAnswer ? null : Duration.ofNanos(firstTokenNanos - startedNanos);
    }

    /** 0 before it. */
    long sinceFirstTokenNanos() {
        return firstTokenNanos == 0 ? 0 : System.nanoTime() - firstTokenNanos;
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    /**
     * How long the first content took, for the breaker. A call that may take longer than others is scaled down to what
     * an ordinary call may take.
     */
    long waitedNanos() {
        long waited = (wholeAnswer || firstTokenNanos == 0 ? System.nanoTime() : firstTokenNanos) - startedNanos;
        Duration allowed = wholeAnswer ? whole : firstToken;
        return (long) (waited * ((double) timeouts.firstToken().toNanos() / allowed.toNanos()));
    }
}
