package io.oblix.ask.attempt;

import io.oblix.chat.Usage;
import io.oblix.provider.Timing;
import io.oblix.provider.Work;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one call showed of its model's speed and of the line, to forecast the next one. Each is -1 where the call did not
 * show it.
 *
 * @param firstTokenMillis from sending to the first piece of the answer, without a load that is known; -1 also for an
 *     answer in one piece
 * @param readMillisPerToken of the prompt, as far as it was new to the model
 * @param cachedShare of the prompt that the model still knew, 0 to 1; -1 when there was none
 * @param writeMillisPerToken of the answer
 * @param loadMillis that the model took to be in memory; -1 also when it was there already
 * @param bandwidthMbps of the line, by a large request
 */
public record Observed(
        double firstTokenMillis,
        double readMillisPerToken,
        double cachedShare,
        double writeMillisPerToken,
        double loadMillis,
        double bandwidthMbps) {

    /** Fewer tokens show the start of an answer rather than its pace. */
    private static final int LEAST_TOKENS = 16;

    /** The wait for the first token is hidden in an answer in one piece; in a long answer it matters little. */
    private static final int LEAST_TOKENS_OF_WHOLE = 200;

    /** Less is not a load: a model in memory takes a few milliseconds to be found. */
    public static final double LEAST_LOAD_MILLIS = 500;

    private static final double LEAST_WRITE_MILLIS = 50;

    /** Ollama counts what it evaluated; so much less than the prompt has means that it knew the rest. */
    private static final double MOST_EVALUATED = 0.6;

    /** Silence shows that a model is slower than was assumed, but not by how much. */
    private static final double MOST_TIMES_ASSUMED = 3;

    /** In a shorter prompt the time to the first token is not that of reading. */
    private static final int LEAST_TOKENS_TO_READ = 256;

    /** A complete answer whose model measured itself. */
    private static Observed byModel(Timing timing, double firstTokenMillis, double bandwidthMbps) {
        double loadMillis = timing.loadNanos() / 1e6;
        boolean wasLoaded = loadMillis >= LEAST_LOAD_MILLIS && firstTokenMillis > loadMillis;
        return new Observed(
                wasLoaded ? firstTokenMillis - loadMillis : firstTokenMillis,
                perToken(timing.readNanos(), timing.promptTokens() - timing.cachedTokens()),
                timing.cachedTokens() > 0 ? (double) timing.cachedTokens() / timing.promptTokens() : -1,
                perToken(timing.writeNanos(), timing.writeTokens()),
                loadMillis < LEAST_LOAD_MILLIS ? -1 : loadMillis,
                bandwidthMbps);
    }

    private static double perToken(long nanos, long tokens) {
        return tokens < LEAST_TOKENS || nanos <= 0 ? -1 : nanos / 1e6 / tokens;
    }

    /**
     * With what it shows once it is known what the host did before: a wait behind other calls says nothing of the model,
     * and a long prompt says how fast it is read where the model does not report it.
     */
    Observed after(Reading reading, Usage usage, Work work) {
        boolean mayBeCached = work.followUp() && usage.cachedTokens() == 0;
        if (mayBeCached
                && cachedShare < 0
                && usage.promptTokens() > 0
                && usage.promptTokens() < MOST_EVALUATED * work.promptTokens()) {
            return withCached(1 - (double) usage.promptTokens() / work.promptTokens())
                    .after(reading, usage, work);
        }
        if (reading.queueMillis() > 0) {
            return new Observed(-1, readMillisPerToken, cachedShare, writeMillisPerToken, loadMillis, bandwidthMbps);
        }
        long tokens = usage.promptTokens() - usage.cachedTokens();
        boolean tells = reading.isLong()
                && readMillisPerToken < 0
                && cachedShare < 0
                && firstTokenMillis >= 0
                && tokens >= LEAST_TOKENS_TO_READ
                && !mayBeCached;
        return tells ? withRead(firstTokenMillis / tokens) : this;
    }

    private Observed withCached(double share) {
        return new Observed(
                firstTokenMillis, readMillisPerToken, share, writeMillisPerToken, loadMillis, bandwidthMbps);
    }

    private Observed withRead(double millisPerToken) {
        return new Observed(
                firstTokenMillis, millisPerToken, cachedShare, writeMillisPerToken, loadMillis, bandwidthMbps);
    }

    /**
     * A call that was given up before its first token. Of a model that has not shown how fast it reads, this much is
     * known: it is slower than that. Once it has, silence is not taken for slowness, or patience would grow without end.
     */
    static Observed givenUp(Reading reading, Duration waited, double bandwidthMbps) {
        boolean tells = reading.isLong() && !reading.isLearned() && reading.queueMillis() == 0;
        Observed incomplete = incomplete(bandwidthMbps);
        // The silence of a host that hangs has no bound.
        double readMillis = Math.min(waited.toNanos() / 1e6, MOST_TIMES_ASSUMED * reading.millis());
        return tells ? incomplete.withRead(readMillis / reading.tokens()) : incomplete;
    }

    /** An answer that never came or broke off. */
    public static Observed incomplete(double bandwidthMbps) {
        return new Observed(-1, -1, -1, -1, -1, bandwidthMbps);
    }

    /**
     * A complete answer.
     *
     * @param timing as the model reports it; null where it reports none
     * @param firstToken null for an answer in one piece
     * @param waitedNanos how much of the time after the first token was spent waiting for the model
     */
    public static Observed of(
            @Nullable Timing timing,
            Usage usage,
            Duration duration,
            @Nullable Duration firstToken,
            long waitedNanos,
            double bandwidthMbps) {
        double totalMillis = duration.toNanos() / 1e6;
        double firstTokenMillis = firstToken == null ? -1 : firstToken.toNanos() / 1e6;
        if (timing != null) {
            return byModel(timing, firstTokenMillis, bandwidthMbps);
        }
        double writeMillisPerToken = firstToken == null
                ? perTokenOfWhole(usage, totalMillis)
                : perTokenOfPieces(usage, totalMillis - firstTokenMillis, waitedNanos / 1e6);
        return new Observed(firstTokenMillis, -1, -1, writeMillisPerToken, -1, bandwidthMbps);
    }

    private static double perTokenOfWhole(Usage usage, double totalMillis) {
        long tokens = usage.completionTokens();
        return tokens >= LEAST_TOKENS_OF_WHOLE ? totalMillis / tokens : -1;
    }

    /**
     * @param writingMillis from its first piece to its end
     * @param waitedMillis how much of that was spent waiting for the model, and not for the client to read
     */
    private static double perTokenOfPieces(Usage usage, double writingMillis, double waitedMillis) {
        long tokens = usage.completionTokens() - usage.reasoningTokens();
        boolean tells =
                tokens >= LEAST_TOKENS && writingMillis >= LEAST_WRITE_MILLIS && waitedMillis >= writingMillis / 2;
        return tells ? writingMillis / tokens : -1;
    }
}
