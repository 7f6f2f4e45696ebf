package io.oblix.policy;

import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.facts.Facts;
import io.oblix.facts.RequestFacts;
import io.oblix.policy.Funds.Lack;

/**
 * What holds whatever a policy file says: a local-only request never reaches a cloud, and a spent budget no model that
 * costs money; the second is checked once more before each call, by what is left then. Local-only are also all requests
 * under {@code private}, and under {@code careful} those that hold secrets or personal data.
 */
public final class Promises {

    /** The policy that keeps every request on the machine, even after its file was edited to say otherwise. */
    static final String PRIVATE = "private";

    /** The policy that keeps on the machine what holds secrets or personal data, even after its file was edited. */
    public static final String CAREFUL = "careful";

    private static final String KEPT_LOCAL = "local-only";
    private static final String PROMISE = "A local-only request never reaches a cloud, whatever the policy says";

    private static final String BUDGET_SPENT = "budget-spent";
    private static final String NOT_PAID = "A spent budget reaches no model that costs money, whatever the policy says";

    private Promises() {}

    /**
     * The decision that comes of a verdict.
     *
     * @param rule the description of the rule behind the verdict
     * @throws io.oblix.problem.BudgetExceeded when only a model could answer that no budget pays
     */
    static Decision keep(String policy, String rule, Verdict verdict, ChatRequest request, Facts facts, Funds funds) {
        if (facts.key().budgetLeftUsd() < 0 || isLocalOnly(policy, facts)) {
            return keep(policy, rule, verdict, facts);
        }
        Lack lack = verdict.target() == Side.CLOUD ? funds.lack(request, facts, Side.CLOUD, verdict.model()) : null;
        if (lack != null) {
            if (lack.refuse() || !mayAnswerLocally(request, facts)) {
                throw lack.problem();
            }
            return new Decision(policy, NOT_PAID, Side.LOCAL, null, null, BUDGET_SPENT, false, false);
        }
        Decision decision = keep(policy, rule, verdict, facts);
        boolean toCloud = decision.fallback() == Side.CLOUD;
        if (!toCloud && !decision.reason().equals(BUDGET_SPENT)) {
            return decision;
        }
        Lack ofFallback = funds.lack(request, facts, Side.CLOUD, null);
        if (ofFallback == null) {
            return decision;
        } else if (decision.target() == Side.LOCAL && !mayAnswerLocally(request, facts)) {
            throw ofFallback.problem();
        }
        return toCloud ? decision.alone() : decision;
    }

    /** Whether there is a local model, and the request's key may use it. */
    private static boolean mayAnswerLocally(ChatRequest request, Facts facts) {
        ModelName local = ModelName.parse(facts.local().model());
        return local != null && request.key().mayUseModel(local.provider(), local.name());
    }

    /** The same where nothing costs money. */
    public static Decision keep(String policy, String rule, Verdict verdict, Facts facts) {
        boolean localOnly = isLocalOnly(policy, facts);
        if (localOnly && verdict.target() != Side.LOCAL) {
            return new Decision(policy, PROMISE, Side.LOCAL, null, null, KEPT_LOCAL, true, false);
        }
        Side fallback = localOnly ? null : verdict.fallback();
        return new Decision(
                policy,
                rule,
                verdict.target(),
                fallback,
                verdict.model(),
                verdict.reason(),
                localOnly,
                verdict.warm(),
                fallback == null ? Takeover.NEVER : verdict.takeover());
    }

    static boolean isLocalOnly(String policy, Facts facts) {
        return policy.equals(PRIVATE)
                || isLocalOnly(facts)
                || (policy.equals(CAREFUL)
                        && (facts.request().hasSecrets() || facts.request().hasPersonalData()));
    }

    static boolean isLocalOnly(Facts facts) {
        return facts.request().privacy().equals(RequestFacts.LOCAL_ONLY);
    }
}
