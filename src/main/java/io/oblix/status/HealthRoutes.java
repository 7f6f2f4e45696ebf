package io.oblix.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.ask.forecast.SideFacts;
import io.oblix.ask.limit.Breakers;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.facts.machine.MachineMonitor;
import io.oblix.facts.network.NetworkMonitor;
import io.oblix.json.Json;
import io.oblix.key.file.KeysWatch;
import io.oblix.ledger.Ledger;
import io.oblix.policy.file.Policies;
import io.oblix.provider.ModelState;
import io.oblix.provider.Provider;
import io.oblix.provider.Providers;
import io.oblix.provider.Work;
import io.oblix.server.HttpRequest;
import io.oblix.server.HttpRoutes;
import io.oblix.server.TlsWatch;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.camel.Exchange;

/**
 * {@code GET /health} for people, {@code /health/live} and {@code /health/ready} for orchestrators. Gathers what the
 * background probes have found, and probes nothing itself.
 */
public final class HealthRoutes extends HttpRoutes {

    private final String version;
    private final MachineMonitor machine;
    private final NetworkMonitor network;
    private final Providers providers;
    private final SideFacts sides;
    private final Breakers breakers;
    private final Policies policies;
    private final Ledger ledger;
    private final Supplier<KeysWatch.State> keys;
    private final Supplier<ObjectNode> budget;
    private final Supplier<TlsWatch.State> tls;
    private final BooleanSupplier draining;
    private final BooleanSupplier rehearsing;
    private final BooleanSupplier unread;

    /**
     * @param budget how budgets stand, for people
     * @param unread whether calls that a budget limits have to wait for the ledger
     */
    public HealthRoutes(
            String version,
            MachineMonitor machine,
            NetworkMonitor network,
            Providers providers,
            SideFacts sides,
            Breakers breakers,
            Policies policies,
            Ledger ledger,
            Supplier<KeysWatch.State> keys,
            Supplier<ObjectNode> budget,
            Supplier<TlsWatch.State> tls,
            BooleanSupplier draining,
            BooleanSupplier rehearsing,
            BooleanSupplier unread) {
        this.version = version;
        this.machine = machine;
        this.network = network;
        this.providers = providers;
        this.sides = sides;
        this.breakers = breakers;
        this.policies = policies;
        this.ledger = ledger;
        this.keys = keys;
        this.budget = budget;
        this.tls = tls;
        this.draining = draining;
        this.rehearsing = rehearsing;
        this.unread = unread;
    }

    @Override
    public void configure() {
        get("/health", "health")
                .description("The state of the agents, the models and the policies")
                .process(this::health)
                .id("report-health");
        get("/health/live", "health-live")
                .description("Whether the process answers")
                .process(exchange -> reply(exchange, 200, Json.object().put("status", "live")))
                .id("report-live");
        get("/health/ready", "health-ready")
                .description("Whether this server can take requests")
                .process(this::ready)
                .id("report-ready");
    }

    private void ready(Exchange exchange) {
        String obstacle = obstacle();
        ObjectNode body = Json.object().put("status", obstacle.isEmpty() ? "ready" : "not ready");
        if (!obstacle.isEmpty()) {
            body.put("reason", obstacle);
        }
        reply(exchange, obstacle.isEmpty() ? 200 : 503, body);
    }

    private String obstacle() {
        if (draining.getAsBoolean()) {
            return "shutting down";
        } else if (!machine.isReady() || !providers.areProbed()) {
            return "the first probes have not finished";
        } else if (!isAvailable(Side.LOCAL) && !isAvailable(Side.CLOUD)) {
            return "no model is available";
        } else if (rehearsing.getAsBoolean()) {
            return "the first requests are being rehearsed";
        } else if (unread.getAsBoolean()) {
            return "it is not known yet what budgets have spent";
        }
        return "";
    }

    private boolean isAvailable(Side side) {
        ModelState state = sides.state(side);
        return state != null && state.available();
    }

    private void health(Exchange exchange) {
        ObjectNode health = Json.object().put("status", "healthy").put("version", version);
        KeysWatch.State state = keys.get();
        if (state.asked() && !HttpRequest.take(exchange).use().key().admin()) {
            reply(exchange, 200, health);
            return;
        }
        health.set("keys", HealthJson.keys(state));
        health.putObject("agents")
                .<ObjectNode>set("resource_monitor", HealthJson.machine(machine.facts()))
                .set("connectivity", HealthJson.network(network.facts()));
        health.putObject("models")
                .<ObjectNode>set(Side.LOCAL.word(), model(Side.LOCAL))
                .set(Side.CLOUD.word(), model(Side.CLOUD));
        breakers.states().forEach(health.putObject("breakers")::put);
        health.set(
                "policies",
                HealthJson.policies(policies.names(), policies.fromJar(), policies.rejections(), policies.failures()));
        health.set("ledger", ledger.health());
        health.set("budget", budget.get());
        TlsWatch.State certificate = tls.get();
        Instant validUntil = certificate.validUntil();
        if (validUntil != null) {
            health.putObject("tls").put("valid_until", validUntil.toString()).put("problem", certificate.problem());
        }
        reply(exchange, 200, health);
    }

    private ObjectNode model(Side side) {
        ModelName name = providers.model(side);
        ModelState state = sides.state(side);
        ObjectNode json = HealthJson.model(name, state);
        if (name == null || state == null) {
            return json;
        }
        Map<String, ModelState> hosts = hosts(name);
        if (hosts.size() > 1) {
            HealthJson.addHosts(json, hosts);
        }
        // The times are those of an empty prompt.
        if (side == Side.LOCAL) {
            HealthJson.addLocal(json, sides.local(Work.NONE));
        } else {
            HealthJson.addCloud(json, sides.cloud(Work.NONE));
        }
        return json;
    }

    private Map<String, ModelState> hosts(ModelName name) {
        Map<String, ModelState> hosts = new LinkedHashMap<>();
        Provider provider = providers.get(name.provider());
        if (provider != null) {
            provider.baseUrls().forEach(url -> hosts.put(url, provider.state(new Place(name, url))));
        }
        return hosts;
    }
}
