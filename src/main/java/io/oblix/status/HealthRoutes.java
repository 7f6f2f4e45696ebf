package io.oblix.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.ask.forecast.SideFacts;
import io.oblix.ask.limit.Breakers;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.facts.CloudFacts;
import io.oblix.facts.LocalFacts;
import io.oblix.facts.machine.MachineFacts;
import io.oblix.facts.machine.MachineMonitor;
import io.oblix.facts.network.NetworkFacts;
import io.oblix.facts.network.NetworkMonitor;
import io.oblix.json.Json;
import io.oblix.policy.file.Policies;
import io.oblix.provider.ModelState;
import io.oblix.provider.Provider;
import io.oblix.provider.Providers;
import io.oblix.provider.Work;
import io.oblix.server.HttpRoutes;
import io.oblix.server.JsonReply;
import java.util.function.BooleanSupplier;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /health} for people, {@code /health/live} and {@code /health/ready} for orchestrators. All of it is read
 * from what the probes left behind.
 */
public final class HealthRoutes extends HttpRoutes {

    private final String version;
    private final MachineMonitor machine;
    private final NetworkMonitor network;
    private final Providers providers;
    private final SideFacts sides;
    private final Breakers breakers;
    private final Policies policies;
    private final BooleanSupplier draining;

    public HealthRoutes(
            String version,
            MachineMonitor machine,
            NetworkMonitor network,
            Providers providers,
            SideFacts sides,
            Breakers breakers,
            Policies policies,
            BooleanSupplier draining) {
        this.version = version;
        this.machine = machine;
        this.network = network;
        this.providers = providers;
        this.sides = sides;
        this.breakers = breakers;
        this.policies = policies;
        this.draining = draining;
    }

    @Override
    public void configure() {
        get("/health", "health")
                .description("The state of the agents, the models and the policies")
                .process(this::health)
                .id("tell-health");
        get("/health/live", "health-live")
                .description("Whether the process answers at all")
                .process(exchange -> JsonReply.send(exchange, 200, Json.object().put("status", "live")))
                .id("tell-live");
        get("/health/ready", "health-ready")
                .description("Whether requests should be sent here")
                .process(this::ready)
                .id("tell-ready");
    }

    private void ready(Exchange exchange) {
        String obstacle = obstacle();
        ObjectNode body = Json.object().put("status", obstacle.isEmpty() ? "ready" : "not ready");
        if (!obstacle.isEmpty()) {
            body.put("reason", obstacle);
        }
        JsonReply.send(exchange, obstacle.isEmpty() ? 200 : 503, body);
    }

    private String obstacle() {
        if (draining.getAsBoolean()) {
            return "shutting down";
        } else if (!machine.isReady() || !providers.areProbed()) {
            return "the first probes are not in yet";
        } else if (!isAvailable(Side.LOCAL) && !isAvailable(Side.CLOUD)) {
            return "no model is available";
        }
        return "";
    }

    private boolean isAvailable(Side side) {
        ModelState state = sides.state(side);
        return state != null && state.available();
    }

    private void health(Exchange exchange) {
        ObjectNode health = Json.object();
        health.put("status", "healthy");
        health.put("version", version);
        ObjectNode agents = health.putObject("agents");
        agents.set("resource_monitor", machine(machine.facts()));
        agents.set("connectivity", network(network.facts()));
        ObjectNode models = health.putObject("models");
        for (Side side : Side.values()) {
            models.set(side.word(), model(side));
        }
        ObjectNode states = health.putObject("breakers");
        breakers.states().forEach(states::put);
        policies(health.putObject("policies"));
        JsonReply.send(exchange, 200, health);
    }

    private static ObjectNode machine(MachineFacts facts) {
        return Json.object()
                .put("state", facts.state().name())
                .put("execution_target", facts.executionTarget().name())
                .put("cpu_percent", round(facts.cpuPercent()))
                .put("memory_percent", round(facts.memoryPercent()))
                .put("load_per_core", round(facts.loadPerCore()))
                .put("gpu_percent", known(facts.gpuPercent()))
                .put("gpu_memory_percent", known(facts.gpuMemoryPercent()))
                .put("on_battery", facts.onBattery());
    }

    private static ObjectNode network(NetworkFacts facts) {
        return Json.object()
                .put("state", facts.state().name())
                .put("connection_target", facts.connectionTarget().name())
                .put("latency_ms", round(facts.latencyMillis()))
                .put("packet_loss_percent", round(facts.packetLossPercent()))
                .put("bandwidth_mbps", known(facts.bandwidthMbps()));
    }

    private ObjectNode model(Side side) {
        ModelName model = providers.model(side);
        ModelState state = sides.state(side);
        ObjectNode json = Json.object().put("model", model == null ? null : model.toString());
        if (state == null) {
            return json.put("state", "not configured");
        }
        json.put("state", state.available() ? "available" : "unavailable").put("detail", state.detail());
        if (model != null) {
            hosts(json, model);
        }
        return side == Side.LOCAL ? local(json, sides.local(Work.NONE)) : cloud(json, sides.cloud(Work.NONE));
    }

    /** Where there are several, one that is down does not show otherwise. */
    private void hosts(ObjectNode json, ModelName model) {
        Provider provider = providers.get(model.provider());
        if (provider == null || provider.baseUrls().size() < 2) {
            return;
        }
        ArrayNode hosts = json.putArray("hosts");
        for (String baseUrl : provider.baseUrls()) {
            ModelState state = provider.state(new Place(model, baseUrl));
            hosts.addObject()
                    .put("url", baseUrl)
                    .put("state", state.available() ? "available" : "unavailable")
                    .put("detail", state.detail())
                    .put("loaded", state.loaded());
        }
    }

    /** What an empty prompt would have to expect. */
    private static ObjectNode local(ObjectNode json, LocalFacts facts) {
        return json.put("loaded", facts.loaded())
                .put("remote", facts.remote())
                .put("in_flight", facts.inFlight())
                .put("expected_wait_ms", facts.waitMillis())
                .put("expected_answer_ms", facts.answerMillis())
                .put("read_tokens_per_second", known(facts.readTokensPerSecond()))
                .put("write_tokens_per_second", known(facts.writeTokensPerSecond()));
    }

    private static ObjectNode cloud(ObjectNode json, CloudFacts facts) {
        return json.put("in_flight", facts.inFlight())
                .put("expected_wait_ms", facts.waitMillis())
                .put("expected_answer_ms", facts.answerMillis())
                .put("write_tokens_per_second", known(facts.writeTokensPerSecond()));
    }

    private void policies(ObjectNode json) {
        ArrayNode loaded = json.putArray("loaded");
        policies.names().forEach(loaded::add);
        ObjectNode fromJar = json.putObject("from_jar");
        policies.fromJar().forEach(fromJar::put);
        ArrayNode rejected = json.putArray("rejected");
        policies.rejections()
                .forEach((name, rejection) -> rejected.addObject()
                        .put("policy", name)
                        .put("file", rejection.file())
                        .put("line", rejection.line() > 0 ? rejection.line() : null)
                        .put("reason", rejection.reason()));
        failing(json);
    }

    private void failing(ObjectNode json) {
        ArrayNode failing = json.putArray("failing");
        policies.failures()
                .forEach((name, failure) -> failing.addObject()
                        .put("policy", name)
                        .put("times", failure.times())
                        .put("reason", failure.reason()));
    }

    /** Null for what is not known, which the facts write as -1. */
    private static @Nullable Double known(double value) {
        return value < 0 ? null : round(value);
    }

    private static Double round(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
