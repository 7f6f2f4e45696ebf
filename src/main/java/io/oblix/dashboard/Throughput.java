package io.oblix.dashboard;

import io.oblix.ask.attempt.AttemptListener;
import io.oblix.ask.attempt.AttemptRecord;
import io.oblix.chat.Side;
import java.util.concurrent.atomic.LongAdder;

/** How many tokens each side has written since the start. */
final class Throughput implements AttemptListener {

    private final LongAdder local = new LongAdder();
    private final LongAdder cloud = new LongAdder();

    @Override
    public void ended(AttemptRecord attempt) {
        of(attempt.side()).add(attempt.usage().completionTokens());
    }

    long tokens(Side side) {
        return of(side).sum();
    }

    private LongAdder of(Side side) {
        return side == Side.LOCAL ? local : cloud;
    }
}
