package io.oblix.ledger;

import io.oblix.ask.attempt.AttemptRecord;
import io.oblix.ask.attempt.Origin;
import io.oblix.chat.Charge;
import io.oblix.chat.ClientFamily;
import io.oblix.chat.Usage;
import java.time.Duration;
import java.time.Instant;

/**
 * One call upstream, as the ledger keeps it: no text, and nothing that the provider said.
 *
 * @param number counts the calls of this process
 * @param time of its end
 * @param target {@code local} or {@code cloud}
 * @param model the provider and the name that was sent to it
 * @param cloudBytes of the request, where it went to a cloud; else 0
 * @param firstTokenMillis -1 when there was none, or the answer came in one
 * @param outcome see {@link AttemptRecord#outcome}
 */
record Call(
        long number,
        Instant time,
        Origin origin,
        String target,
        String provider,
        String model,
        Charge charge,
        long cloudBytes,
        long firstTokenMillis,
        long totalMillis,
        String outcome)
        implements Summed {

    static Call of(long number, Instant time, AttemptRecord attempt) {
        Duration firstToken = attempt.firstToken();
        return new Call(
                number,
                time,
                attempt.origin(),
                attempt.side().word(),
                attempt.place().model().provider(),
                attempt.place().model().toString(),
                attempt.charge(),
                attempt.cloudBytes(),
                firstToken == null ? -1 : firstToken.toMillis(),
                attempt.duration().toMillis(),
                attempt.outcome());
    }

    @Override
    public String key() {
        return origin.key();
    }

    @Override
    public String client() {
        return ClientFamily.of(origin.client());
    }

    @Override
    public boolean hasWorked() {
        return !charge.isNothing();
    }

    @Override
    public Totals totals() {
        Usage usage = charge.usage();
        boolean wasted = charge.isWasted();
        return new Totals(
                0,
                0,
                wasted ? 0 : usage.promptTokens(),
                wasted ? 0 : usage.completionTokens(),
                wasted ? 0 : usage.cachedTokens(),
                wasted ? 0 : usage.reasoningTokens(),
                charge.microUsd(),
                charge.savedMicroUsd(),
                wasted ? usage.totalTokens() : 0,
                wasted ? charge.microUsd() : 0,
                cloudBytes,
                charge.isPriced() ? 0 : 1);
    }
}
