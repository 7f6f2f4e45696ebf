package io.oblix.settings;

import java.time.Duration;

/**
 * How many calls a host is given at a time. Ollama queues without bound and without a word, so the queue is ours.
 *
 * @param maxInFlight calls at a time to one host
 * @param maxQueue requests that wait for their turn, at the most
 * @param queueTimeout how long one waits for its turn
 */
public record CallLimit(int maxInFlight, int maxQueue, Duration queueTimeout) {

    /** For providers that say themselves when it is too much. */
    public static final CallLimit NONE = new CallLimit(Integer.MAX_VALUE, 0, Duration.ZERO);
}
