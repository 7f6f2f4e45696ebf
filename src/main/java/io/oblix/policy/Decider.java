package io.oblix.policy;

import io.oblix.facts.Facts;
import io.oblix.policy.DecideEndpoint.Verdict;
import io.oblix.problem.RequestProblem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From the model that was asked for to a {@link Decision}: by a policy, or by the caller who named a model. */
final class Decider {

    private static final Logger LOG = LoggerFactory.getLogger(Decider.class);
    private static final String AUTO = "auto";

    /** What a policy that fails at run time amounts to: the caller gets an answer, the operator gets an error. */
    private static final Verdict DEFAULT = new Verdict(Side.LOCAL, Side.CLOUD, null, "policy-failed");

    private final Policies policies;

    Decider(Policies policies) {
        this.policies = policies;
    }

    Decision decide(Facts facts) {
        String model = facts.request().model();
        String name = policyName(model);
        if (name == null) {
            return Decision.explicit(model, Promises.isLocalOnly(facts));
        }
        Policy policy = policies.get(name);
        if (policy == null) {
            throw RequestProblem.modelNotFound(model);
        }
        Verdict verdict = run(policy, facts);
        if (verdict.isRejection()) {
            throw RequestProblem.rejectedByPolicy(name, verdict.reason());
        }
        return Promises.keep(name, verdict, facts);
    }

    /** {@code auto} or nothing is the policy auto, {@code auto:NAME} is NAME, all else is a model: null. */
    private static @Nullable String policyName(String model) {
        if (model.isEmpty() || model.equals(AUTO)) {
            return AUTO;
        }
        return model.startsWith(AUTO + ":") ? model.substring(AUTO.length() + 1) : null;
    }

    private static Verdict run(Policy policy, Facts facts) {
        try {
            Verdict verdict = policy.run(facts);
            if (verdict != null) {
                return verdict;
            }
            LOG.error("policy {}: no rule decided; the request goes to local with cloud as fallback", policy.name());
        } catch (Exception failed) {
            LOG.error("policy {} failed; the request goes to local with cloud as fallback", policy.name(), failed);
        }
        return DEFAULT;
    }
}
