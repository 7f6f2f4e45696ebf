package io.oblix.policy;

import io.oblix.chat.ChatRequest;
import io.oblix.chat.Side;
import io.oblix.facts.CloudFacts;
import io.oblix.facts.Facts;
import io.oblix.facts.LocalFacts;
import io.oblix.facts.RequestFacts;
import io.oblix.json.Json;
import io.oblix.policy.DecideEndpoint.Verdict;
import io.oblix.policy.file.Policies;
import io.oblix.problem.RequestProblem;
import org.jspecify.annotations.Nullable;

/** From the model that was asked for to a {@link Decision}: by a policy, or by the caller who named a model. */
public final class Decider {

    private static final String AUTO = "auto";

    /** What a policy that fails at run time amounts to: the caller gets an answer, the operator gets an error. */
    private static final Verdict DEFAULT = new Verdict(Side.LOCAL, Side.CLOUD, null, "policy-failed", false, -1);

    private static final String FAILED = "The policy itself failed, so local is asked first and then cloud";

    private final Policies policies;
    private final Conversations conversations;

    Decider(Policies policies, Conversations conversations) {
        this.policies = policies;
        this.conversations = conversations;
    }

    /**
     * What was decided.
     *
     * @param policy {@code none} when the caller named the model
     * @param decision null when the policy rejects the request
     * @param continued whether it goes on with what an earlier request of its conversation began
     */
    public record Outcome(
            String policy,
            String rule,
            String reason,
            @Nullable Decision decision,
            boolean continued) {

        /** Whether a policy decided just now. */
        boolean isFresh() {
            return !continued && !policy.equals(Decision.NO_POLICY);
        }

        static Outcome of(Decision decision, boolean continued) {
            return new Outcome(decision.policy(), decision.rule(), decision.reason(), decision, continued);
        }
    }

    /** Decides a request that is going to be asked. */
    Outcome decide(ChatRequest request, Facts facts) {
        Outcome outcome = look(request, facts);
        Decision decision = outcome.decision();
        // Only a request with tools can begin a loop of them.
        if (decision != null && decision.target() != null && facts.request().hasTools()) {
            conversations.decided(request, decision);
        }
        return outcome;
    }

    /**
     * The same, leaving no trace: for somebody who only wants to know.
     *
     * @throws RequestProblem when there is no such policy
     */
    public Outcome look(ChatRequest request, Facts facts) {
        String model = facts.request().model();
        String name = policyName(model);
        if (name == null) {
            return Outcome.of(Decision.explicit(model, Promises.isLocalOnly(facts)), false);
        }
        Policy policy = policies.get(name);
        if (policy == null) {
            throw RequestProblem.modelNotFound(model);
        }
        Decision begun = begun(request, facts, name);
        if (begun != null) {
            return Outcome.of(begun, true);
        }
        Verdict verdict = run(policy, facts);
        String rule =
                verdict.rule() < 0 ? FAILED : policy.rules().get(verdict.rule()).description();
        if (verdict.isRejection()) {
            return new Outcome(name, rule, verdict.reason(), null, false);
        }
        return Outcome.of(Promises.keep(name, rule, verdict, facts), false);
    }

    /** Who began the loop of tool calls that this request goes on with; null at a user's turn, or when he cannot go on. */
    private @Nullable Decision begun(ChatRequest request, Facts facts, String policy) {
        Decision begun = isInLoop(request) ? conversations.decisionOf(request) : null;
        boolean same = begun != null
                && begun.policy().equals(policy)
                && begun.localOnly() == Promises.isLocalOnly(policy, facts)
                && begun.target() != null
                && canGoOn(begun.target(), facts);
        return same ? begun : null;
    }

    /** The last word was a tool's; an instruction behind it is nobody's turn. */
    private static boolean isInLoop(ChatRequest request) {
        for (int i = request.messages().size() - 1; i >= 0; i--) {
            String role = Json.text(request.messages().get(i), "role");
            if (!"system".equals(role) && !"developer".equals(role)) {
                return "tool".equals(role) || "function".equals(role);
            }
        }
        return false;
    }

    private static boolean canGoOn(Side side, Facts facts) {
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

    /** {@code auto} or nothing is the policy auto, {@code auto:NAME} is NAME, all else is a model: null. */
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
