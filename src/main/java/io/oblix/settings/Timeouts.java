package io.oblix.settings;

import java.time.Duration;

/**
 * How long each part of a call may take; each side has its own.
 *
 * @param connect to get a connection
 * @param firstToken from sending the request to the first piece of the answer
 * @param idle between two pieces
 * @param whole for an answer that is passed through unstreamed, where silence tells nothing
 * @param total for all of one call
 */
public record Timeouts(Duration connect, Duration firstToken, Duration idle, Duration whole, Duration total) {

    /** From the default of a minute to five: what Ollama itself gives a model to load. */
    private static final int SLOW_TO_BEGIN = 5;

    /** @param slowToBegin whether the model thinks before it answers, or must be loaded first */
    public Duration firstToken(boolean slowToBegin) {
        return slowToBegin ? firstToken.multipliedBy(SLOW_TO_BEGIN) : firstToken;
    }

    public static String inWords(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }
}
