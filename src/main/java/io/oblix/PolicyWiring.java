package io.oblix;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.PolicyName;
import io.oblix.dashboard.Ladder;
import io.oblix.extension.Extensions;
import io.oblix.facts.FactSources;
import io.oblix.facts.RequestFactsReader;
import io.oblix.facts.complexity.Complexity;
import io.oblix.key.AuditLog;
import io.oblix.key.Keys;
import io.oblix.policy.Conversations;
import io.oblix.policy.Decider;
import io.oblix.policy.DecisionListener;
import io.oblix.policy.Decisions;
import io.oblix.policy.Policy;
import io.oblix.policy.PolicyRoutes;
import io.oblix.policy.Thresholds;
import io.oblix.policy.file.Policies;
import io.oblix.policy.file.Policies.Rejection;
import io.oblix.policy.file.PolicyFileRoutes;
import io.oblix.policy.file.PolicyFolder;
import io.oblix.settings.OblixSettings;
import java.time.InstantSource;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** The policies and their files, what they decide, and what is remembered of their decisions. */
final class PolicyWiring {

    private final OblixSettings settings;

    final Thresholds thresholds;
    final Policies policies;
    final PolicyFolder files;
    final RequestFactsReader requests;
    final Conversations conversations = new Conversations();
    final Decider decider;
    final Decisions decisions;
    final Ladder ladder;

    /** @param own facts of the operator's beans */
    PolicyWiring(
            OblixSettings settings,
            CamelContext context,
            Extensions extensions,
            FactSources own,
            AskWiring ask,
            BudgetWiring budget) {
        this.settings = settings;
        this.thresholds = new Thresholds(settings.machine(), settings.network());
        this.policies = new Policies(context, thresholds, own.samples());
        this.files = new PolicyFolder(settings.policies().directory(), policies);
        boolean anyFacts = extensions.seeFacts() || !own.samples().isEmpty();
        this.requests = new RequestFactsReader(
                Complexity.load(),
                model -> anyFacts || readsTexts(model),
                model -> anyFacts || PolicyName.in(model) != null);
        this.decider = new Decider(policies, conversations, budget.spending, ask.expectations::decided);
        this.ladder = new Ladder(policies, InstantSource.system());
        this.decisions = new Decisions(decision -> {
            budget.ledger.decided(decision);
            ladder.decided(decision);
        });
    }

    /** Whether the policy that decides requests for this model asks what their texts hold. */
    private boolean readsTexts(String model) {
        String name = PolicyName.in(model);
        Policy policy = name == null ? null : policies.get(name);
        return policy != null && policy.readsTexts();
    }

    /** Has changes of policies shown, and audited where callers have keys. */
    void audit(Keys keys) {
        policies.onChange((name, change) -> {
            ladder.changed(name, change);
            if (keys.areAsked()) {
                ObjectNode line =
                        AuditLog.line("policy", "file").put("policy", name).put("change", change);
                // A change may come while the rejection before it is still told.
                Rejection rejection =
                        change.equals("rejected") ? policies.rejections().get(name) : null;
                if (rejection != null) {
                    line.put("line", rejection.line()).put("reason", rejection.reason());
                }
                AuditLog.write(line);
            }
        });
    }

    /** Whether there is a policy of this name; one that is rejected at the moment is a policy all the same. */
    boolean knows(String name) {
        return policies.names().contains(name) || policies.rejections().containsKey(name);
    }

    /** @param traces null without tracing */
    void addRoutes(CamelContext context, @Nullable DecisionListener traces) throws Exception {
        context.addRoutes(new PolicyRoutes(decider, decisions, requests, traces));
        context.addRoutes(new PolicyFileRoutes(files, settings.policies().lookEvery()));
    }
}
