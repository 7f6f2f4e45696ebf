package io.oblix.settings;

import java.time.Duration;

/**
 * How many calls a host is given at a time. Ollama queues without bound and without telling, so the queue is ours.
 *
 * @param maxInFlight calls to one host at a time, at least 1
 * @param maxQueue requests that wait for a slot, at least 0
 * @param queueTimeout the longest wait for a slot
 */
public record CallLimit(int maxInFlight, int maxQueue, Duration queueTimeout) {

    /** For providers that report overload themselves. */
    public static final CallLimit NONE = new CallLimit(Integer.MAX_VALUE, 0, Duration.ZERO);
}
