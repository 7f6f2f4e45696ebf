package io.oblix.policy;

import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.facts.Facts;
import io.oblix.facts.RequestFactsReader;
import io.oblix.facts.complexity.Complexity;
import io.oblix.fixture.AllocationBudget;
import io.oblix.policy.file.Policies;
import io.oblix.policy.file.PolicyFolder;
import io.oblix.policy.file.PolicyTrial;
import io.oblix.policy.file.Situations;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** How much memory a decision allocates: the facts of a request, and the shipped policy auto down to its last rule. */
class DecisionAllocationTest {

    @Test
    void aDecisionStaysWithinItsBudget() throws Exception {
        String question = "How does the part that schedules deliveries recover from a lost lock? ".repeat(70);
        ChatRequest request = ChatRequestReader.read(
                "req_1",
                ("{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"" + question + "\"}]}")
                        .getBytes(StandardCharsets.UTF_8),
                null,
                new Cancellation());
        RequestFactsReader reader = new RequestFactsReader(Complexity.load(), model -> false, model -> true);
        Facts around = Situations.ORDINARY;
        try (DefaultCamelContext context = PolicyTrial.newContext()) {
            context.start();
            Policies policies = new Policies(context, Situations.THRESHOLDS, Map.of());
            new PolicyFolder(Path.of("no-such-folder"), policies).load();
            Decider decider = new Decider(policies, new Conversations(), Funds.ENDLESS, facts -> {});

            AllocationBudget.check("decision.facts", 1, () -> reader.read(request));
            AllocationBudget.check("decision.policy", 1, () -> decider.decide(request, around));
        }
    }
}
