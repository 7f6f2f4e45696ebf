package io.oblix;

import io.oblix.ask.AskRoutes;
import io.oblix.ask.Asking;
import io.oblix.ask.Spending;
import io.oblix.budget.BudgetWarnings;
import io.oblix.budget.Budgets;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.dialect.Dialect;
import io.oblix.dialect.chat.ChatDialect;
import io.oblix.dialect.messages.MessagesDialect;
import io.oblix.dialect.responses.ResponsesDialect;
import io.oblix.facts.Facts;
import io.oblix.key.Budget;
import io.oblix.server.HttpListener;
import io.oblix.settings.OblixSettings;
import io.oblix.settings.SettingsSource;
import io.oblix.settings.StartFailure;
import io.oblix.simulator.SampleModel;
import io.oblix.telemetry.Metrics;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;

/**
 * The rooms that a rehearsed request passes: breakers, queues, speeds, budgets and metrics of their own, which no one sees
 * and which are gone afterwards, and models of the user's kinds that are all one {@link SampleModel}. Of the server's
 * own rooms only those take part that a dry run leaves as they are.
 */
final class RehearsalRooms implements AutoCloseable {

    private static final String MODEL = "sample";

    private final OblixSettings settings;
    private final HttpListener http;
    private final ModelCamelContext context;
    private final SampleModel model;
    private final AskWiring ask;
    private final FactsWiring facts;
    private final PolicyWiring policy;
    private final String path = "/" + UUID.randomUUID() + "/";
    private final List<String> routes = new ArrayList<>();

    RehearsalRooms(OblixSettings settings, HttpListener http, PolicyWiring policy, CamelContext context)
            throws StartFailure, ExecutionException, InterruptedException {
        this.settings = settings;
        this.http = http;
        this.context = (ModelCamelContext) context;
        this.policy = policy;
        this.model = new SampleModel(http.vertx());
        OblixSettings own = OblixSettings.of(SettingsSource.withoutFile(settings(settings, model.address())));
        this.ask = new AskWiring(own, http);
        this.facts = new FactsWiring(own, ask);
    }

    /** Models on the same sides, behind the same APIs as the user's as far as they differ. */
    private static Map<String, String> settings(OblixSettings users, String address) {
        Map<String, String> settings = new HashMap<>();
        settings.put("oblix.ollama.base-url", address);
        settings.put("oblix.openai.base-url", address + "/v1");
        settings.put("oblix.openai.api-key", MODEL);
        settings.put("oblix.claude.base-url", address);
        settings.put("oblix.claude.api-key", MODEL);
        settings.put("oblix.provider.sample.base-url", address + "/v1");
        settings.put("oblix.provider.sample.side", "local");
        if (users.localModel() != null) {
            settings.put("oblix.local-model", isOf(users.localModel(), "ollama") ? "ollama:sample" : "sample:sample");
        }
        if (users.cloudModel() != null) {
            settings.put("oblix.cloud-model", isOf(users.cloudModel(), "claude") ? "claude:sample" : "openai:sample");
        }
        return settings;
    }

    private static boolean isOf(@Nullable ModelName name, String provider) {
        return name != null && name.provider().equals(provider);
    }

    /** Begins to serve at {@link #path}. */
    void open() throws Exception {
        Metrics metrics = new Metrics(ask.breakers.registry(), ask.inFlight);
        Budgets budgets =
                new Budgets(Budget.NONE, InstantSource.system(), System::nanoTime, 1, null, new BudgetWarnings());
        Asking asking = ask.asking(new Spending(budgets, ask.prices, ask.providers), attempt -> {
            metrics.count(attempt);
            ask.speeds.ended(attempt);
            ask.abilities.ended(attempt);
        });
        context.addRoutes(new AskRoutes(AskRoutes.REHEARSAL, asking, ask.warmUps, http.admission()::isQuiet));
        routes.add(AskRoutes.REHEARSAL);
        for (Dialect dialect : List.of(
                new ChatDialect(settings.server().answers()),
                new MessagesDialect(settings.server().answers()),
                new ResponsesDialect(settings.server()))) {
            context.addRoutes(new RehearsalRoutes(
                    http, dialect, metrics::count, path + dialect.name(), this::facts, policy.decider));
            routes.add("rehearsal-" + dialect.name());
        }
    }

    private Facts facts(ChatRequest request) {
        return facts.sides.facts(policy.requests.read(request), facts.machine.facts());
    }

    /** Of this dialect; no other client can guess it. */
    String path(String dialect) {
        return path + dialect;
    }

    /** The names of its models, the local one first. */
    List<String> models() {
        List<String> names = new ArrayList<>();
        for (Side side : Side.values()) {
            ModelName name = ask.providers.model(side);
            if (name != null) {
                names.add(name.toString());
            }
        }
        return names;
    }

    @Override
    public void close() {
        routes.forEach(this::remove);
        ask.close();
        model.close();
    }

    private void remove(String id) {
        try {
            context.getRouteController().stopRoute(id);
            context.removeRoute(id);
            RouteDefinition left = context.getRouteDefinition(id);
            if (left != null) {
                context.removeRouteDefinition(left);
            }
        } catch (Exception failed) {
            throw new IllegalStateException("the route " + id + " cannot be removed", failed);
        }
    }
}
