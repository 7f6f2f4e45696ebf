package io.oblix.ask.attempt;

import io.oblix.provider.Target;
import io.oblix.provider.Work;

/**
 * What a host is expected to do before the first token of a call that is sent now.
 *
 * @param queueMillis for the calls before it that it was given and has not done
 * @param tokens of the prompt; 0 where they are not the host's to read at length, as in a cloud or of a short prompt
 * @param millis for reading the prompt, beyond the greeting that the timeouts allow for
 * @param isLearned whether the model has shown how fast it reads
 * @param silences calls in a row that it was last given up on before their first token
 */
public record Reading(double queueMillis, int tokens, double millis, boolean isLearned, int silences) {

    /** A first token that nothing is known to delay. */
    public static final Reading NONE = new Reading(0, 0, 0, false, 0);

    /** Expects what a call takes before its first token. */
    @FunctionalInterface
    public interface Forecast {
        Reading of(Target target, Work work);
    }

    /** Whether the prompt is so long that its reading, and no fault, may be what a silent host is busy with. */
    boolean isLong() {
        return tokens > 0;
    }
}
