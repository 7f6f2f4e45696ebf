package io.oblix.ledger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the ledger stands, as anybody may ask and the log says at each change. Only the ledger's thread changes it.
 *
 * <pre>
 *   opening --opened--> writing, or in memory
 *      |                   |    ^
 *      failed         failed    written
 *      |                   v    |
 *      +---------------->  failing, with a pause before the next try that doubles
 * </pre>
 */
final class LedgerStatus {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerStatus.class);
    private static final long LAST_PAUSE_MILLIS = 30_000;

    private final long firstPauseMillis;
    private volatile LedgerState state;
    private long pauseMillis;

    /** @param firstPauseMillis before the first new try */
    LedgerStatus(DatabaseUrl url, long firstPauseMillis) {
        this.firstPauseMillis = firstPauseMillis;
        state = new LedgerState(LedgerState.OPENING, url.shown(), "");
    }

    LedgerState state() {
        return state;
    }

    boolean isOpening() {
        return state.word().equals(LedgerState.OPENING);
    }

    boolean isFailing() {
        return state.word().equals(LedgerState.FAILING);
    }

    /** What failed is good only when it has been written: a full disk opens as well. */
    void opened(LedgerState good) {
        if (!isFailing()) {
            state = good;
        }
    }

    /** Whatever there was is written. */
    void written(LedgerState good) {
        if (isFailing()) {
            state = good;
            pauseMillis = 0;
            LOG.info("The ledger {} is written again", good.where());
        }
    }

    /** @param why in one line without a secret */
    void failed(String where, String why) {
        LedgerState before = state;
        state = new LedgerState(LedgerState.FAILING, where, why);
        pauseMillis = Math.min(LAST_PAUSE_MILLIS, Math.max(firstPauseMillis, 2 * pauseMillis));
        if (!before.equals(state)) {
            LOG.warn(
                    "The ledger {} cannot be written: {}. Requests are answered all the same; up to {} calls, requests and"
                            + " decisions wait in memory until it can be",
                    where,
                    why,
                    EntryQueue.MAX_WAITING);
        }
    }

    /** Before it is tried again. */
    long pauseMillis() {
        return pauseMillis;
    }
}
