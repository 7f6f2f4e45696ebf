package io.oblix.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.oblix.budget.Budgets;
import io.oblix.budget.Standing;
import java.util.List;
import java.util.function.ToLongFunction;

/** Budgets as gauges in US dollars. Keys come and go with their file, so the rows are made when they are read. */
final class BudgetMeters {

    private static final double MICRO = 1e6;

    private final Budgets budgets;
    private final MultiGauge limits;
    private final MultiGauge spent;
    private final MultiGauge reserved;

    BudgetMeters(MeterRegistry registry, Budgets budgets) {
        this.budgets = budgets;
        this.limits = gauge(registry, "limit", "What may be spent in a period");
        this.spent = gauge(registry, "spent", "What is spent of it; what other replicas hold counts as spent");
        this.reserved = gauge(registry, "reserved", "What calls that are running may still cost");
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
        return MultiGauge.builder("oblix.budget." + name)
                .description(description)
                .baseUnit("usd")
                .register(registry);
    }

    void refresh() {
        List<Standing> standings = budgets.standings();
        register(limits, standings, Standing::limitMicroUsd);
        register(spent, standings, Standing::spentMicroUsd);
        register(reserved, standings, Standing::reservedMicroUsd);
    }

    private static void register(MultiGauge gauge, List<Standing> standings, ToLongFunction<Standing> figure) {
        gauge.register(
                standings.stream()
                        .<Row<?>>map(standing -> Row.of(
                                Tags.of(
                                        "account",
                                        standing.account(),
                                        "period",
                                        standing.period().word()),
                                figure.applyAsLong(standing) / MICRO))
                        .toList(),
                true);
    }
}
