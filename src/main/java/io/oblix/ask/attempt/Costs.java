package io.oblix.ask.attempt;

import io.oblix.chat.Charge;
import io.oblix.chat.EmbeddingRequest;
import io.oblix.chat.Side;
import io.oblix.chat.Usage;
import io.oblix.problem.ClientDisconnected;
import io.oblix.problem.FailureKind;
import io.oblix.problem.Problem;
import io.oblix.problem.ServerProblem;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Locality;
import io.oblix.provider.Question;
import io.oblix.provider.Target;
import org.jspecify.annotations.Nullable;

/**
 * What one call costs, by how it ended.
 *
 * @param bytesToCloud of the request, where it leaves this machine; else 0
 */
record Costs(Question question, Target target, long bytesToCloud, Tariff tariff) {

    /** Made before the call: a look at the provider may say otherwise afterwards. */
    static Costs of(Question question, Target target, long bytes, Tariff tariff) {
        return new Costs(question, target, leaves(target) ? bytes : 0, tariff);
    }

    private static boolean leaves(Target target) {
        Locality where = target.provider().locality(target.place());
        return target.side() == Side.CLOUD ? where != Locality.LOCAL : where == Locality.ELSEWHERE;
    }

    /** Whether it was ended because no one waits for it any more: the client left, we stop, or another model was faster. */
    static boolean isDropped(@Nullable Problem outcome) {
        return outcome instanceof ClientDisconnected
                || outcome instanceof ServerProblem
                || (outcome instanceof UpstreamProblem failed && failed.kind() == FailureKind.OVERTAKEN);
    }

    /** A timeout of ours, and not one that the provider reports. */
    static boolean isTimeout(@Nullable Problem outcome) {
        return outcome instanceof UpstreamProblem failed
                && failed.kind() == FailureKind.TIMED_OUT
                && failed.answered().status() == 0;
    }

    long cloudBytes(@Nullable Problem outcome) {
        boolean nothingWasSent = outcome instanceof UpstreamProblem failed
                && failed.kind() == FailureKind.UNREACHABLE
                && failed.answered().status() == 0;
        return nothingWasSent ? 0 : bytesToCloud;
    }

    /** @param discarded whether another answer was sent in its place */
    Charge charge(AttemptState state, boolean discarded, Received received, Patience patience) {
        Problem outcome = state.outcome();
        return tariff.charge(
                target.model(),
                target.side(),
                billed(state, received, patience),
                discarded || (outcome != null && !(outcome instanceof ClientDisconnected)),
                EmbeddingRequest.of(question.request()) == null);
    }

    /** Whether the provider began to answer in one piece, which did not come as a whole or could not be read. */
    private static boolean isPartOfWhole(@Nullable Problem outcome, Received received) {
        return received.isWhole()
                && outcome instanceof UpstreamProblem failed
                && (failed.kind() == FailureKind.CUT_OFF || failed.kind() == FailureKind.BROKEN_ANSWER);
    }

    /**
     * What the provider is taken to bill. It counts an answer that is complete. Of one that ended early it bills the
     * prompt and what had come; unless it was the provider that failed, and neither a part of the answer nor a count of
     * the prompt had come.
     */
    private Usage billed(AttemptState state, Received received, Patience patience) {
        Problem outcome = state.outcome();
        Usage counted = received.usage();
        if ((outcome == null || patience.isFinished()) && counted.totalTokens() > 0) {
            return counted;
        }
        boolean isOurs = isDropped(outcome) || (state.response() != null && isTimeout(outcome));
        boolean hasBegun =
                patience.isSpoken() || received.told().promptTokens() > 0 || isPartOfWhole(outcome, received);
        return outcome == null || hasBegun || isOurs
                ? received.estimated(question.work().promptTokens())
                : Usage.NONE;
    }
}
