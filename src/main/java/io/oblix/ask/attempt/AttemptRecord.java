package io.oblix.ask.attempt;

import io.oblix.chat.Charge;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.chat.Usage;
import io.oblix.problem.ClientDisconnected;
import io.oblix.problem.FailureKind;
import io.oblix.problem.Problem;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Ability;
import io.oblix.provider.Work;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of one call upstream.
 *
 * @param work that was asked of the model
 * @param firstToken from sending to the first piece of the answer; null when there was none, or the answer came in one
 * @param observed what it showed of the model's speed and of the line
 * @param problem null when the answer was complete
 * @param lacking the ability of which the model says that it lacks it, and of which the request made use; null for none
 * @param origin for which request the call was made
 * @param charge what it costs
 * @param cloudBytes the size of the request that was sent to a place that is not local, in bytes; 0 for a local one, and
 *     where no connection could be made
 * @param reply what came of the answer
 */
public record AttemptRecord(
        Place place,
        Side side,
        Work work,
        Usage usage,
        Duration duration,
        @Nullable Duration firstToken,
        Observed observed,
        @Nullable Problem problem,
        @Nullable Ability lacking,
        Origin origin,
        Charge charge,
        long cloudBytes,
        Reply reply) {

    /** Whether it was answered, and another answer was sent in its place. */
    public boolean isDiscarded() {
        return problem == null && charge.isWasted();
    }

    /**
     * In one word: {@code answered}, {@code discarded} for an answer in whose place another one was sent, {@code client-left},
     * or what went wrong.
     */
    public String outcome() {
        if (problem == null) {
            return isDiscarded() ? "discarded" : "answered";
        } else if (problem instanceof ClientDisconnected) {
            return "client-left";
        } else if (problem instanceof UpstreamProblem failed) {
            return failed.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
        String code = problem.code();
        return code == null ? problem.type() : code;
    }

    /** Whether it was given up for a timeout of ours before its first token. */
    public boolean isSilence() {
        return firstToken == null
                && problem instanceof UpstreamProblem failed
                && failed.kind() == FailureKind.TIMED_OUT
                && failed.answered().status() == 0;
    }
}
