package io.oblix;

import io.oblix.ask.attempt.AttemptListener;
import io.oblix.ask.attempt.AttemptRecord;
import io.oblix.ask.attempt.RescueOutcome;
import io.oblix.ask.forecast.LineWatch;
import io.oblix.ask.forecast.Speeds;
import io.oblix.ask.forecast.WarmUps;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.policy.Conversations;
import io.oblix.policy.Decision;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Question;
import io.oblix.telemetry.Metrics;
import java.util.List;

/**
 * Passes the events of each call upstream on to all that learn from them.
 *
 * @param watcher given by the code that started the server; may do nothing
 */
record CallListeners(
        AttemptListener watcher,
        Metrics metrics,
        Conversations conversations,
        WarmUps warmUps,
        LineWatch line,
        Speeds speeds)
        implements AttemptListener {

    @Override
    public void asking(ChatRequest request, Decision decision, ModelName model, List<UpstreamProblem> failed) {
        watcher.asking(request, decision, model, failed);
        boolean another = failed.stream().noneMatch(before -> before.target().equals(model.toString()));
        if (!failed.isEmpty() && another) {
            conversations.fellBack(request, decision);
        }
    }

    @Override
    public void sending(Question question, Place place) {
        warmUps.sending(question, place);
    }

    @Override
    public void rescued(RescueOutcome outcome) {
        watcher.rescued(outcome);
        metrics.count(outcome);
    }

    @Override
    public void ended(AttemptRecord attempt) {
        watcher.ended(attempt);
        metrics.count(attempt);
        line.ended(attempt);
        speeds.ended(attempt);
    }
}
