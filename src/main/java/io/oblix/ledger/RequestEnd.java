package io.oblix.ledger;

import io.oblix.chat.AnsweredBy;
import io.oblix.chat.Bill;
import io.oblix.chat.ClientFamily;
import io.oblix.chat.RequestRecord;
import io.oblix.chat.Usage;
import io.oblix.problem.ClientDisconnected;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The end of a client's request: it is counted, and the tokens of its calls are corrected by the usage in the answer. The
 * two differ where an answer was put together of several calls, and where calls were answered and the request failed all
 * the same.
 *
 * @param program of the client, as it names itself
 */
record RequestEnd(Instant time, String key, String model, String program, Totals totals) implements Summed {

    /** In place of a model's name where none was asked. */
    static final String NO_MODEL = "none";

    static RequestEnd of(Instant time, RequestRecord request) {
        AnsweredBy by = request.by();
        return new RequestEnd(
                time,
                request.key(),
                by == null ? NO_MODEL : by.model(),
                request.client(),
                totals(request, by == null ? null : by.bill().sums()));
    }

    /** Found on the thread that writes, and not while the request waits. */
    @Override
    public String client() {
        return ClientFamily.of(program);
    }

    @Override
    public boolean hasWorked() {
        return totals.failed() == 0;
    }

    private static Totals totals(RequestRecord request, Bill.@Nullable Sums sums) {
        boolean clientLeft = request.problem() instanceof ClientDisconnected;
        boolean failed = request.problem() != null && !clientLeft;
        boolean uncounted = !failed && request.usage().totalTokens() == 0;
        if (sums == null || clientLeft || uncounted) {
            return counted(failed);
        }
        Usage told = failed ? Usage.NONE : request.usage();
        Usage billed = sums.delivered();
        long wasted = Math.max(0, billed.totalTokens() + sums.wastedTokens() - told.totalTokens());
        return new Totals(
                1,
                failed ? 1 : 0,
                told.promptTokens() - billed.promptTokens(),
                told.completionTokens() - billed.completionTokens(),
                told.cachedTokens() - billed.cachedTokens(),
                told.reasoningTokens() - billed.reasoningTokens(),
                0,
                failed ? -sums.deliveredSavedMicroUsd() - sums.deliveredMicroUsd() : 0,
                wasted - sums.wastedTokens(),
                failed ? sums.deliveredMicroUsd() : 0,
                0,
                0);
    }

    private static Totals counted(boolean failed) {
        return new Totals(1, failed ? 1 : 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }
}
