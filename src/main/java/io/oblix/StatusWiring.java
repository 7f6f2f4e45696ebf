package io.oblix;

import io.oblix.ask.Asking;
import io.oblix.ask.ModelNames;
import io.oblix.dialect.Dialect;
import io.oblix.key.file.KeysWatch;
import io.oblix.ledger.FeedbackRoutes;
import io.oblix.ledger.UsageRoutes;
import io.oblix.server.HttpListener;
import io.oblix.settings.OblixSettings;
import io.oblix.status.ExplainRoutes;
import io.oblix.status.HealthRoutes;
import io.oblix.status.ModelsRoutes;
import io.oblix.status.OllamaModelsRoutes;
import io.oblix.telemetry.Metrics;
import io.oblix.telemetry.MetricsRoutes;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;

/** What the server says of itself: health, models, decisions, metrics, usage. */
record StatusWiring(
        OblixSettings settings,
        HttpListener http,
        AskWiring ask,
        FactsWiring facts,
        BudgetWiring budget,
        PolicyWiring policy,
        KeysWatch keysFile,
        Metrics metrics,
        BooleanSupplier isRehearsing,
        BooleanSupplier isUnread) {

    /** @param dialects that the explanation of a decision reads, beside chat completions */
    void addRoutes(CamelContext context, Asking asking, ModelNames names, List<Dialect> dialects) throws Exception {
        context.addRoutes(new ExplainRoutes(
                http,
                policy.policies,
                policy.thresholds,
                policy.decider,
                policy.decisions,
                asking::candidates,
                dialects));
        context.addRoutes(new ModelsRoutes(names, policy.policies));
        context.addRoutes(new OllamaModelsRoutes(
                http, names, policy.policies, settings.server().ollamaApi()));
        context.addRoutes(new HealthRoutes(
                OblixApplication.version(),
                facts.machine,
                facts.network,
                ask.providers,
                facts.sides,
                ask.breakers,
                policy.policies,
                budget.ledger,
                keysFile::state,
                budget::json,
                () -> http.tls().state(),
                http.admission()::isDraining,
                isRehearsing,
                isUnread));
        context.addRoutes(new MetricsRoutes(metrics));
        context.addRoutes(new UsageRoutes(budget.ledger));
        context.addRoutes(new FeedbackRoutes(policy.decisions, budget.ledger));
    }
}
