package io.oblix.ask.forecast;

import io.oblix.ask.attempt.Observed;
import io.oblix.chat.Usage;

/**
 * How fast a model at one place has been lately. Times are averaged and not rates, because times add up; each is -1 until
 * an answer has shown it.
 *
 * @param firstTokenMillis from sending a request to the first piece of the answer
 * @param readMillisPerToken of the prompt, as far as it is new to the model
 * @param cachedShare of the prompt that the model still knows in a conversation, 0 to 1
 * @param writeMillisPerToken of the answer
 * @param loadMillis until the model is in memory, when it was not
 * @param answerTokens that an answer has
 * @param silences calls in a row that were last given up before their first token; 0 after an answer
 */
public record Speed(
        double firstTokenMillis,
        double readMillisPerToken,
        double cachedShare,
        double writeMillisPerToken,
        double loadMillis,
        double answerTokens,
        int silences) {

    static final Speed UNKNOWN = new Speed(-1, -1, -1, -1, -1, -1, 0);

    /** The newest answer counts a fifth, the last ten nine tenths. */
    private static final double WEIGHT = 0.2;

    /** With one more complete answer. */
    Speed with(Observed seen, Usage usage) {
        return new Speed(
                smooth(firstTokenMillis, seen.firstTokenMillis()),
                smooth(readMillisPerToken, seen.readMillisPerToken()),
                smooth(cachedShare, seen.cachedShare()),
                smooth(writeMillisPerToken, seen.writeMillisPerToken()),
                smooth(loadMillis, seen.loadMillis()),
                smooth(answerTokens, usage.completionTokens() > 0 ? (double) usage.completionTokens() : -1),
                0);
    }

    /** The same, with another one's times where it has none. */
    Speed or(Speed other) {
        return new Speed(
                firstTokenMillis >= 0 ? firstTokenMillis : other.firstTokenMillis,
                readMillisPerToken >= 0 ? readMillisPerToken : other.readMillisPerToken,
                cachedShare >= 0 ? cachedShare : other.cachedShare,
                writeMillisPerToken >= 0 ? writeMillisPerToken : other.writeMillisPerToken,
                loadMillis >= 0 ? loadMillis : other.loadMillis,
                answerTokens >= 0 ? answerTokens : other.answerTokens,
                silences);
    }

    /** With one more time that the model took to be loaded. */
    Speed withLoad(double millis) {
        return new Speed(
                firstTokenMillis,
                readMillisPerToken,
                cachedShare,
                writeMillisPerToken,
                smooth(loadMillis, millis),
                answerTokens,
                silences);
    }

    /** With one more call that was given up before its first token. */
    Speed withSilence(Observed seen) {
        return new Speed(
                firstTokenMillis,
                smooth(readMillisPerToken, seen.readMillisPerToken()),
                cachedShare,
                writeMillisPerToken,
                loadMillis,
                answerTokens,
                silences + 1);
    }

    private static double smooth(double known, double seen) {
        if (seen < 0) {
            return known;
        }
        return known < 0 ? seen : known + WEIGHT * (seen - known);
    }

    /** -1 while unknown. */
    double readTokensPerSecond() {
        return readMillisPerToken > 0 ? 1_000 / readMillisPerToken : -1;
    }

    /** -1 while unknown. */
    double writeTokensPerSecond() {
        return writeMillisPerToken > 0 ? 1_000 / writeMillisPerToken : -1;
    }
}
