package io.oblix.key;

import io.oblix.problem.KeyProblem;
import org.jspecify.annotations.Nullable;

/** One request of a key's: it counts against the key's limits. */
public final class KeyUse {

    /** Where no key is asked for. */
    public static final KeyUse NONE = new KeyUse(Key.NONE, new KeyRates(System::nanoTime));

    private final Key key;
    private final KeyRates rates;
    private boolean running;
    private long reserved;

    KeyUse(Key key, KeyRates rates) {
        this.key = key;
        this.rates = rates;
    }

    public Key key() {
        return key;
    }

    /**
     * Counts a request that asks for an answer.
     *
     * @throws KeyProblem when the key's requests or tokens of a minute are used up
     */
    public void request() {
        rates.request(key);
    }

    /**
     * The request runs from now on, until {@link #end}.
     *
     * @throws KeyProblem when as many as may are running already
     */
    public synchronized void begin() {
        if (key.limits().concurrentRequests() > 0 && !running) {
            rates.begin(key);
            running = true;
        }
    }

    /** More than once does no harm. */
    public synchronized void end() {
        if (running) {
            running = false;
            rates.end();
        }
    }

    /**
     * Takes tokens before they are used.
     *
     * @param estimate of the prompt and its answer
     * @throws KeyProblem when the key has fewer left
     */
    public synchronized void reserve(long estimate) {
        if (key.limits().tokensPerMinute() > 0) {
            rates.reserve(key, estimate);
            reserved += estimate;
        }
    }

    /** Corrects what was reserved by what was used, once it is known; 0 gives all of it back. */
    public synchronized void settle(long used) {
        rates.correct(key, used - reserved);
        reserved = 0;
    }

    /**
     * The client left before it was known what was used: what was reserved for it counts, so that leaving early is no way
     * around the limit.
     *
     * @param known what is known to be used
     */
    public synchronized void settleUnknown(long known) {
        settle(Math.max(known, reserved));
    }

    /** Whether it has a limit of requests or tokens in a minute. */
    public boolean isLimited() {
        return key.limits().requestsPerMinute() > 0 || key.limits().tokensPerMinute() > 0;
    }

    /** How its requests of a minute stand; null without a limit. */
    public @Nullable Rate requests() {
        return rates.requestRate(key.limits());
    }

    /** How its tokens of a minute stand; null without a limit. */
    public @Nullable Rate tokens() {
        return rates.tokenRate(key.limits());
    }
}
