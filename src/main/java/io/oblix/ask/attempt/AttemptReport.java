package io.oblix.ask.attempt;

import io.oblix.ask.attempt.AttemptState.Whole;
import io.oblix.ask.limit.Turn;
import io.oblix.chat.Charge;
import io.oblix.problem.FailureKind;
import io.oblix.problem.Problem;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Ability;
import io.oblix.provider.Question;
import io.oblix.provider.Target;
import io.oblix.provider.Timing;
import io.oblix.upstream.Call;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What became of one call, for those who learn from it.
 *
 * @param reading what the host was expected to do before the first token
 */
record AttemptReport(
        Question question,
        Target target,
        Reading reading,
        Call call,
        Received received,
        Patience patience,
        Pieces pieces,
        Costs costs) {

    /** @param timing the model's own; null if it tells none */
    AttemptRecord record(AttemptState state, @Nullable Timing timing, Charge charge, Origin origin) {
        Problem outcome = state.outcome();
        AttemptRecordDraft draft = new AttemptRecordDraft(target.place(), target.side());
        draft.work = question.work();
        draft.usage = received.usage();
        draft.duration = patience.elapsed();
        draft.firstToken = patience.untilFirstToken();
        draft.observed = observed(state, timing);
        draft.problem = outcome;
        draft.lacking = lacking(outcome);
        draft.origin = origin;
        draft.charge = charge;
        draft.cloudBytes = costs.cloudBytes(outcome);
        draft.reply = reply(state.response());
        return draft.record();
    }

    /** How it ended, as its host's queue may know it. */
    Turn.Ending ending(@Nullable Problem outcome) {
        if (outcome == null) {
            boolean modelsPace =
                    patience.untilFirstToken() == null || pieces.writingNanos() >= patience.sinceFirstTokenNanos() / 2;
            return modelsPace ? Turn.Ending.ANSWERED : Turn.Ending.OTHER;
        }
        return Costs.isDropped(outcome) || Costs.isTimeout(outcome) ? Turn.Ending.GIVEN_UP : Turn.Ending.OTHER;
    }

    private Reply reply(@Nullable Response response) {
        return response == null
                ? Reply.NONE
                : new Reply(
                        response.model(target.model()),
                        received.pieces(),
                        question.request().streaming());
    }

    private @Nullable Ability lacking(@Nullable Problem outcome) {
        return outcome instanceof UpstreamProblem problem && problem.kind() == FailureKind.LACKS_ABILITY
                ? Ability.lacking(problem.detail(), question.request())
                : null;
    }

    private Observed observed(AttemptState state, @Nullable Timing timing) {
        Duration duration = patience.elapsed();
        Duration firstToken = patience.untilFirstToken();
        double bandwidthMbps = call.bandwidthMbps();
        if (state instanceof Whole) {
            return Observed.of(timing, received.usage(), duration, firstToken, pieces.writingNanos(), bandwidthMbps)
                    .after(reading, received.usage(), question.work());
        }
        boolean givenUp = Costs.isTimeout(state.outcome()) && firstToken == null;
        return givenUp ? Observed.givenUp(reading, duration, bandwidthMbps) : Observed.incomplete(bandwidthMbps);
    }
}
