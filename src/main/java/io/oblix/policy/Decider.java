package io.oblix.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Reminders;
import io.oblix.chat.Side;
import io.oblix.facts.CloudFacts;
import io.oblix.facts.Facts;
import io.oblix.facts.LocalFacts;
import io.oblix.facts.RequestFacts;
import io.oblix.json.Json;
import io.oblix.policy.DecideEndpoint.Verdict;
import io.oblix.problem.KeyProblem;
import io.oblix.problem.RequestProblem;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Turns the requested model into a {@link Decision}: by a policy, or as the client named the model. */
public final class Decider {

    private static final String AUTO = "auto";

    /** When a policy fails at run time the client still gets an answer; the operator gets an error. */
    private static final Verdict DEFAULT = new Verdict(Side.LOCAL, Side.CLOUD, null, "policy-failed", false, -1);

    private static final String FAILED = "The policy failed, so the local model is asked first, then the cloud model";

    private final PoliciesInUse policies;
    private final Conversations conversations;
    private final Funds funds;
    private final Consumer<Facts> over;

    /**
     * @param funds what budgets leave of the models
     * @param over is notified when the facts of a request have been decided on, or no decision could be made
     */
    public Decider(PoliciesInUse policies, Conversations conversations, Funds funds, Consumer<Facts> over) {
        this.funds = funds;
        this.policies = policies;
        this.conversations = conversations;
        this.over = over;
    }

    /**
     * What was decided.
     *
     * @param policy {@code none} when the client named the model
     * @param decision null when the policy rejects the request
     * @param continued whether it repeats the decision of an earlier request of the same tool-call loop
     */
    public record Outcome(
            String policy,
            String rule,
            String reason,
            @Nullable Decision decision,
            boolean continued) {

        /** Whether a policy ran for this request. */
        boolean isFresh() {
            return !continued && !policy.equals(Decision.NO_POLICY);
        }

        static Outcome of(Decision decision, boolean continued) {
            return new Outcome(decision.policy(), decision.rule(), decision.reason(), decision, continued);
        }
    }

    /** Decides a request that will be sent to a model. */
    Outcome decide(ChatRequest request, Facts facts) {
        Outcome outcome = look(request, facts);
        Decision decision = outcome.decision();
        // Only a request with tools can start a tool-call loop.
        if (decision != null && decision.target() != null && facts.request().hasTools()) {
            conversations.decided(request, decision);
        }
        return outcome;
    }

    /**
     * The same for a dry run: remembers nothing.
     *
     * @throws RequestProblem when there is no such policy
     */
    public Outcome look(ChatRequest request, Facts facts) {
        try {
            return outcome(request, facts);
        } finally {
            over.accept(facts);
        }
    }

    private Outcome outcome(ChatRequest request, Facts facts) {
        String model = facts.request().model();
        String name = policyName(model);
        if (name == null) {
            return Outcome.of(Decision.explicit(model, Promises.isLocalOnly(facts)), false);
        }
        if (!request.key().mayUsePolicy(name)) {
            throw KeyProblem.policyNotAllowed(request.key().name(), name);
        }
        Policy policy = policies.get(name);
        if (policy == null) {
            throw RequestProblem.modelNotFound(model);
        }
        Decision started = loopStart(request, facts, name);
        if (started != null) {
            return Outcome.of(started, true);
        }
        Verdict verdict = run(policy, facts);
        String rule =
                verdict.rule() < 0 ? FAILED : policy.rules().get(verdict.rule()).description();
        if (verdict.isRejection()) {
            return new Outcome(name, rule, verdict.reason(), null, false);
        }
        return Outcome.of(Promises.keep(name, rule, verdict, request, facts, funds), false);
    }

    /** The decision that started this tool-call loop; null at a user's turn, or when its side cannot continue. */
    private @Nullable Decision loopStart(ChatRequest request, Facts facts, String policy) {
        Decision started = isInLoop(request) ? conversations.decisionOf(request) : null;
        boolean same = started != null
                && started.policy().equals(policy)
                && started.localOnly() == Promises.isLocalOnly(policy, facts)
                && started.target() != null
                && canContinue(started.target(), facts)
                && funds.lack(request, facts, started.target(), started.model()) == null;
        return same ? started : null;
    }

    /** Whether the last message is a tool's result; instructions and an agent's reminders after it do not count. */
    private static boolean isInLoop(ChatRequest request) {
        for (int i = request.messages().size() - 1; i >= 0; i--) {
            JsonNode message = request.messages().get(i);
            String role = Json.text(message, "role");
            if (!"system".equals(role) && !"developer".equals(role) && !Reminders.isAll(message)) {
                return "tool".equals(role) || "function".equals(role);
            }
        }
        return false;
    }

    private static boolean canContinue(Side side, Facts facts) {
        RequestFacts request = facts.request();
        LocalFacts local = facts.local();
        CloudFacts cloud = facts.cloud();
        return side == Side.LOCAL
                ? local.available()
                        && local.tools()
                        && (local.vision() || !request.hasImages())
                        && request.promptTokens() <= local.contextTokens()
                : cloud.available()
                        && (cloud.vision() || !request.hasImages())
                        && request.promptTokens() <= cloud.contextTokens();
    }

    /** Whether a policy decides requests for this model. */
    public static boolean isByPolicy(String model) {
        return policyName(model) != null;
    }

    /** Whether the policy that decides requests for this model asks what their texts hold. */
    public static boolean readsTexts(String model, PoliciesInUse policies) {
        String name = policyName(model);
        Policy policy = name == null ? null : policies.get(name);
        return policy != null && policy.readsTexts();
    }

    /** {@code auto} or nothing is the policy auto, {@code auto:NAME} is NAME; null for a model. */
    private static @Nullable String policyName(String model) {
        if (model.isEmpty() || model.equals(AUTO)) {
            return AUTO;
        }
        return model.startsWith(AUTO + ":") ? model.substring(AUTO.length() + 1) : null;
    }

    private Verdict run(Policy policy, Facts facts) {
        try {
            Verdict verdict = policy.run(facts);
            if (verdict != null) {
                return verdict;
            }
            policies.failed(policy.name(), "no rule decided");
        } catch (Exception failed) {
            policies.failed(policy.name(), "a rule failed: " + failed.getMessage());
        }
        return DEFAULT;
    }
}
