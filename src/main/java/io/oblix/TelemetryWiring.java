package io.oblix;

import io.oblix.chat.Side;
import io.oblix.settings.OblixSettings;
import io.oblix.telemetry.Metrics;
import io.oblix.telemetry.trace.Tracing;
import org.jspecify.annotations.Nullable;

/** What the server tells of itself to those who run it. */
final class TelemetryWiring {

    final Metrics metrics;

    /** @param tracing null where no traces are sent */
    TelemetryWiring(
            OblixSettings settings, @Nullable Tracing tracing, AskWiring ask, FactsWiring facts, BudgetWiring budget) {
        this.metrics = new Metrics(
                ask.breakers.registry(), ask.inFlight, settings.telemetry().olderMetricNames(), tracing != null);
        metrics.watchSpans(() -> tracing == null ? 0 : tracing.dropped());
        for (Side side : Side.values()) {
            if (ask.providers.model(side) != null) {
                metrics.watch(side, () -> facts.sides.state(side));
            }
        }
        metrics.watchLedger(budget.ledger::waiting, budget.ledger::lost);
        metrics.watch(budget.budgets, budget.warnings);
    }
}
