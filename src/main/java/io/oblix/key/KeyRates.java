package io.oblix.key;

import io.oblix.problem.KeyProblem;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a key has used in the last minute, and what it is using. Each server counts for itself, in memory; a change of the
 * file of keys leaves it as it is.
 */
final class KeyRates {

    private final LongSupplier nanoTime;
    private final RateBucket requests;
    private final RateBucket tokens;
    private final AtomicInteger running = new AtomicInteger();

    /** @param nanoTime as {@link System#nanoTime()} */
    KeyRates(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.requests = new RateBucket(nanoTime.getAsLong());
        this.tokens = new RateBucket(nanoTime.getAsLong());
    }

    /** @throws KeyProblem when as many requests as its limit came within a minute, or its tokens are used up */
    void request(Key key) {
        int requestLimit = key.limits().requestsPerMinute();
        int tokenLimit = key.limits().tokensPerMinute();
        long now = nanoTime.getAsLong();
        if (tokenLimit > 0 && tokens.rate(tokenLimit, now).remaining() == 0) {
            Duration wait = tokens.until(1, tokenLimit, now);
            throw KeyProblem.tokensPerMinute(key.name(), tokenLimit, tokenLimit, wait);
        }
        if (requestLimit > 0 && !requests.take(1, requestLimit, now)) {
            Duration wait = requests.until(1, requestLimit, now);
            throw KeyProblem.requestsPerMinute(key.name(), requestLimit, wait);
        }
    }

    /** @throws KeyProblem when there are fewer left, or there can never be as many */
    void reserve(Key key, long wanted) {
        int limit = key.limits().tokensPerMinute();
        if (limit == 0) {
            return;
        }
        if (wanted > limit) {
            throw KeyProblem.neverSoManyTokens(key.name(), limit, wanted);
        }
        long now = nanoTime.getAsLong();
        if (!tokens.take(wanted, limit, now)) {
            long used = limit - tokens.rate(limit, now).remaining();
            throw KeyProblem.tokensPerMinute(key.name(), limit, used, tokens.until(wanted, limit, now));
        }
    }

    void correct(Key key, long more) {
        int limit = key.limits().tokensPerMinute();
        if (limit > 0 && more != 0) {
            tokens.correct(more, limit, nanoTime.getAsLong());
        }
    }

    /** @throws KeyProblem when as many are running as may */
    void begin(Key key) {
        int limit = key.limits().concurrentRequests();
        if (running.getAndUpdate(now -> now < limit ? now + 1 : now) >= limit) {
            throw KeyProblem.concurrentRequests(key.name(), limit);
        }
    }

    void end() {
        running.decrementAndGet();
    }

    /** Whether nothing runs, and nothing that was used counts any more. */
    boolean isAtRest() {
        long now = nanoTime.getAsLong();
        return running.get() == 0 && requests.isFull(now) && tokens.isFull(now);
    }

    @Nullable Rate requestRate(Limits limits) {
        int limit = limits.requestsPerMinute();
        return limit == 0 ? null : requests.rate(limit, nanoTime.getAsLong());
    }

    @Nullable Rate tokenRate(Limits limits) {
        int limit = limits.tokensPerMinute();
        return limit == 0 ? null : tokens.rate(limit, nanoTime.getAsLong());
    }
}
