package io.oblix;

import io.oblix.chat.Side;
import io.oblix.key.file.KeysWatch;
import io.oblix.ledger.LedgerState;
import io.oblix.provider.ModelState;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * What {@code /health} says, as Camel's health checks, where these are on ({@code camel.health.enabled=true}). Each reads
 * what the background probes have found and probes nothing itself. They are off by default, and then cost nothing. A
 * balancer asks {@code /health/ready} instead, because one model that is down is no reason to send nothing here.
 */
record CamelHealth(AskWiring ask, FactsWiring facts, BudgetWiring budget, PolicyWiring policy, KeysWatch keys) {

    private static final String GROUP = "oblix";

    void register(CamelContext context) {
        HealthCheckRegistry registry = HealthCheckRegistry.get(context);
        if (registry == null || !registry.isEnabled()) {
            return;
        }
        add(registry, "probes", () -> facts.isReady() ? "" : "the first probes have not finished");
        for (Side side : Side.values()) {
            add(registry, side.word() + "-model", () -> model(side));
        }
        add(
                registry,
                "models",
                () -> isAvailable(Side.LOCAL) || isAvailable(Side.CLOUD) ? "" : "no model is available");
        add(
                registry,
                "circuits",
                () -> String.join(
                        ", ",
                        ask.breakers.states().entrySet().stream()
                                .filter(state -> !state.getValue().equals("closed"))
                                .map(state -> state.getKey() + " is " + state.getValue())
                                .toList()));
        add(
                registry,
                "policies",
                () -> String.join(
                        ", ",
                        policy.policies.rejections().values().stream()
                                .map(rejection -> rejection.file() + ": " + rejection.reason())
                                .toList()));
        add(registry, "keys", () -> {
            String problem = keys.state().problem();
            return problem == null ? "" : problem;
        });
        add(registry, "ledger", this::ledger);
    }

    private boolean isAvailable(Side side) {
        ModelState state = facts.sides.state(side);
        return state != null && state.available();
    }

    private String model(Side side) {
        ModelState state = facts.sides.state(side);
        return state == null || state.available() ? "" : state.detail();
    }

    private String ledger() {
        LedgerState state = budget.ledger.state();
        return switch (state.word()) {
            case LedgerState.OFF, LedgerState.OPENING, LedgerState.WRITING -> "";
            default -> state.word() + ": " + state.detail();
        };
    }

    /** @param problem in words; empty when there is none */
    private static void add(HealthCheckRegistry registry, String name, Supplier<String> problem) {
        registry.register(new Check(name, problem));
    }

    private static final class Check extends AbstractHealthCheck {

        private final Supplier<String> problem;

        Check(String name, Supplier<String> problem) {
            super(GROUP, GROUP + "-" + name);
            this.problem = problem;
        }

        /** No restart helps. */
        @Override
        public boolean isLiveness() {
            return false;
        }

        @Override
        protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
            String words = problem.get();
            if (words.isEmpty()) {
                result.up();
            } else {
                result.message(words).down();
            }
        }
    }
}
