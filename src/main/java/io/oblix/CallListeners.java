package io.oblix;

import io.oblix.ask.attempt.AttemptListener;
import io.oblix.ask.attempt.AttemptRecord;
import io.oblix.ask.attempt.CallSpan;
import io.oblix.ask.attempt.HedgeOutcome;
import io.oblix.ask.attempt.RescueOutcome;
import io.oblix.ask.forecast.LearnedAbilities;
import io.oblix.ask.forecast.LineWatch;
import io.oblix.ask.forecast.Speeds;
import io.oblix.ask.forecast.WarmUps;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.ledger.Ledger;
import io.oblix.policy.Conversations;
import io.oblix.policy.Decision;
import io.oblix.policy.Decisions;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.Question;
import io.oblix.provider.Target;
import io.oblix.telemetry.Metrics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Passes the events of each call upstream on to all that learn from them.
 *
 * @param watchers of the code that started the server, and the operator's beans
 * @param traces null without tracing
 */
record CallListeners(
        List<AttemptListener> watchers,
        @Nullable AttemptListener traces,
        Metrics metrics,
        Ledger ledger,
        Conversations conversations,
        Decisions decisions,
        WarmUps warmUps,
        LineWatch line,
        Speeds speeds,
        LearnedAbilities abilities)
        implements AttemptListener {

    static CallListeners of(
            List<AttemptListener> watchers,
            @Nullable AttemptListener traces,
            Metrics metrics,
            AskWiring ask,
            FactsWiring facts,
            BudgetWiring budget,
            PolicyWiring policy) {
        ModelName cloud = ask.providers.cloudModel();
        return new CallListeners(
                watchers,
                traces,
                metrics,
                budget.ledger,
                policy.conversations,
                policy.decisions,
                ask.warmUps,
                new LineWatch(facts.network, cloud == null ? "" : cloud.provider()),
                ask.speeds,
                ask.abilities);
    }

    @Override
    public void asking(ChatRequest request, Decision decision, ModelName model, List<UpstreamProblem> failed) {
        watchers.forEach(watcher -> watcher.asking(request, decision, model, failed));
        if (failed.isEmpty()
                || failed.stream().anyMatch(before -> before.target().equals(model.toString()))) {
            return;
        } else if (failed.stream().anyMatch(before -> before.kind() == FailureKind.DOUBTED)) {
            conversations.stoodIn(request, decision);
        } else {
            conversations.fellBack(request, decision);
        }
    }

    @Override
    public @Nullable CallSpan span(Question question, Target target) {
        return traces == null ? null : traces.span(question, target);
    }

    @Override
    public void sending(Question question, Place place) {
        watchers.forEach(watcher -> watcher.sending(question, place));
        warmUps.sending(question, place);
    }

    @Override
    public void rescued(ChatRequest request, RescueOutcome outcome) {
        watchers.forEach(watcher -> watcher.rescued(request, outcome));
        if (traces != null) {
            traces.rescued(request, outcome);
        }
        metrics.count(outcome);
    }

    @Override
    public void hedged(ChatRequest request, Decision decision, HedgeOutcome outcome) {
        watchers.forEach(watcher -> watcher.hedged(request, decision, outcome));
        if (traces != null) {
            traces.hedged(request, decision, outcome);
        }
        metrics.count(outcome);
        decisions.hedged(request.id(), outcome.label());
        if (outcome == HedgeOutcome.FALLBACK_FIRST) {
            // A loop of tool calls stays with the model that began it.
            conversations.stoodIn(request, decision);
        }
    }

    @Override
    public void doubted(ChatRequest request, ModelName model, String why) {
        watchers.forEach(watcher -> watcher.doubted(request, model, why));
        if (traces != null) {
            traces.doubted(request, model, why);
        }
        metrics.countEscalation(why);
    }

    @Override
    public void undoubted(ChatRequest request, Decision decision) {
        watchers.forEach(watcher -> watcher.undoubted(request, decision));
        conversations.cameBack(request, decision);
    }

    @Override
    public void ended(AttemptRecord attempt) {
        watchers.forEach(watcher -> watcher.ended(attempt));
        metrics.count(attempt);
        ledger.ended(attempt);
        line.ended(attempt);
        speeds.ended(attempt);
        abilities.ended(attempt);
    }
}
