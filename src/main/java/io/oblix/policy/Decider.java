package io.oblix.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.PolicyName;
import io.oblix.chat.Reminders;
import io.oblix.chat.Side;
import io.oblix.facts.CloudFacts;
import io.oblix.facts.ConversationKey;
import io.oblix.facts.Facts;
import io.oblix.facts.LocalFacts;
import io.oblix.facts.RequestFacts;
import io.oblix.json.Json;
import io.oblix.policy.Conversations.Known;
import io.oblix.policy.Stickiness.Pull;
import io.oblix.policy.Stickiness.Weighed;
import io.oblix.problem.KeyProblem;
import io.oblix.problem.RequestProblem;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Turns the requested model into a {@link Decision}: by a policy, or as the client named the model. */
public final class Decider {

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
     * @param stay what the conversation's earlier turns had to do with it; null for nothing
     */
    public record Outcome(
            String policy,
            String rule,
            String reason,
            @Nullable Decision decision,
            boolean continued,
            @Nullable Stay stay) {

        public Outcome(String policy, String rule, String reason, @Nullable Decision decision, boolean continued) {
            this(policy, rule, reason, decision, continued, null);
        }

        /** Whether a policy ran for this request. */
        boolean isFresh() {
            return !continued && !policy.equals(Decision.NO_POLICY);
        }

        static Outcome of(Decision decision, boolean continued, @Nullable Stay stay) {
            return new Outcome(decision.policy(), decision.rule(), decision.reason(), decision, continued, stay);
        }
    }

    /** Decides a request that will be sent to a model. */
    Outcome decide(ChatRequest request, Facts facts) {
        ConversationKey key = key(request, facts);
        Known known = conversations.of(key);
        Outcome outcome = look(request, facts, key, known);
        Decision decision = outcome.decision();
        if (decision == null) {
            return outcome;
        } else if (facts.request().sideTask().isEmpty() && decision.target() != null) {
            conversations.decided(key, known, decision, homeward(outcome, known));
        } else if (decision.localOnly()) {
            conversations.isPrivate(key, known);
        }
        return outcome;
    }

    /** The calls of tools within a turn of the user's are a part of that turn: they neither count nor end the row. */
    private static int homeward(Outcome outcome, Known known) {
        Stay stay = outcome.stay();
        return stay != null ? stay.homeward() : outcome.continued() ? known.homeward() : 0;
    }

    /**
     * The same for a dry run: remembers nothing.
     *
     * @throws RequestProblem when there is no such policy
     */
    public Outcome look(ChatRequest request, Facts facts) {
        ConversationKey key = key(request, facts);
        return look(request, facts, key, conversations.of(key));
    }

    /**
     * Null also where nothing is remembered, or asked, of the conversation: where the client names a model, only what it
     * names itself is known to be private, and only what is local-only makes it so.
     */
    private static @Nullable ConversationKey key(ChatRequest request, Facts facts) {
        boolean counts = PolicyName.in(facts.request().model()) != null
                || request.conversation() != null
                || Promises.isLocalOnly(facts);
        return counts ? ConversationKey.of(request) : null;
    }

    private Outcome look(ChatRequest request, Facts facts, @Nullable ConversationKey key, Known known) {
        try {
            return outcome(request, facts, key, known);
        } finally {
            over.accept(facts);
        }
    }

    private Outcome outcome(ChatRequest request, Facts asked, @Nullable ConversationKey key, Known known) {
        String model = asked.request().model();
        String name = PolicyName.in(model);
        if (name == null) {
            boolean goesOn = known.isPrivate() && goesOn(key) && !Promises.isLocalOnly(asked);
            Decision named = Decision.explicit(model, goesOn || Promises.isLocalOnly(asked));
            return Outcome.of(named, false, goesOn ? Stay.PRIVATE : null);
        }
        if (!request.key().mayUsePolicy(name)) {
            throw KeyProblem.policyNotAllowed(request.key().name(), name);
        }
        Policy policy = policies.get(name);
        if (policy == null) {
            throw RequestProblem.modelNotFound(model);
        }
        boolean wasPrivate = known.isPrivate() && !Promises.isLocalOnly(asked);
        Facts facts = wasPrivate ? asked.onlyLocal() : asked;
        boolean inLoop = isInLoop(request);
        Decision kept = inLoop ? known.decisionInTurn() : known.ownDecision();
        Decision before = facts.request().sideTask().isEmpty() ? own(kept, request, facts, name) : null;
        if (before != null && inLoop) {
            return Outcome.of(before, true, null);
        }
        Verdict verdict = run(policy, facts);
        String rule = describe(policy, verdict);
        if (verdict.isRejection()) {
            return new Outcome(name, rule, verdict.reason(), null, false);
        }
        Decision fresh = Promises.keep(name, rule, verdict, request, facts, funds);
        if (before == null || before.target() == null || before.target() == fresh.target()) {
            return Outcome.of(fresh, false, wasPrivate ? Stay.PRIVATE : null);
        }
        return staying(policy, request, facts, known, before, before.target(), fresh);
    }

    /** What becomes of a conversation that the policy would now send to the other side. */
    private Outcome staying(
            Policy policy, ChatRequest request, Facts facts, Known known, Decision before, Side side, Decision fresh) {
        Weighed weighed = Stickiness.weigh(policy.rules(), facts, side);
        int homeward = weighed.pull() == Pull.HOMEWARD ? known.homeward() + 1 : 0;
        if (weighed.pull() == Pull.MOVES || homeward >= Stickiness.TURNS_HOMEWARD) {
            return Outcome.of(fresh, false, Stay.moved(fresh));
        }
        Verdict verdict = weighed.verdict();
        Decision kept = verdict == null
                ? before.staying()
                : Promises.keep(policy.name(), describe(policy, verdict), verdict, request, facts, funds);
        return Outcome.of(kept, false, Stay.with(side, fresh, homeward));
    }

    /**
     * Whether a request surely goes on with the conversation of its key: the client names it, and there was an answer in
     * it. Only then is a model that the client names refused; one that a policy chooses is only another one.
     */
    private static boolean goesOn(@Nullable ConversationKey key) {
        return key != null && key.named() && key.grown() != null;
    }

    private static String describe(Policy policy, Verdict verdict) {
        return verdict.rule() < 0 ? FAILED : policy.rules().get(verdict.rule()).description();
    }

    /** The conversation's decision until now; null if there is none, or its side cannot go on. */
    private @Nullable Decision own(@Nullable Decision decision, ChatRequest request, Facts facts, String policy) {
        boolean same = decision != null
                && decision.policy().equals(policy)
                && decision.localOnly() == Promises.isLocalOnly(policy, facts)
                && decision.target() != null
                && canContinue(decision.target(), facts)
                && funds.lack(request, facts, decision.target(), decision.model()) == null;
        return same ? decision : null;
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
                        && (local.tools() || !request.hasTools())
                        && (local.vision() || !request.hasImages())
                        && request.promptTokens() <= local.contextTokens()
                : cloud.available()
                        && (cloud.vision() || !request.hasImages())
                        && request.promptTokens() <= cloud.contextTokens();
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
