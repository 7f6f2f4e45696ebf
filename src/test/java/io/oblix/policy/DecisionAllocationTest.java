package io.oblix.policy;

import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.facts.Facts;
import io.oblix.facts.RequestFactsReader;
import io.oblix.facts.complexity.ComplexityScorer;
import io.oblix.fixture.AllocationBudget;
import io.oblix.settings.MachineSettings;
import io.oblix.settings.NetworkSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** What a decision costs in memory: the facts of a request, and the shipped policy auto through all its rules. */
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
        RequestFactsReader reader = new RequestFactsReader(ComplexityScorer.load());
        Facts around = Situation.ORDINARY;
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            PolicyRoutes routes = new PolicyRoutes(
                    context,
                    Path.of("no-such-folder"),
                    Duration.ofSeconds(1),
                    new MachineSettings(80, 85, 85, 95, 4, Duration.ofSeconds(1)),
                    new NetworkSettings(Duration.ofMillis(200), 10, 5, Duration.ofSeconds(30)),
                    reader);
            context.start();
            routes.load();
            Decider decider = new Decider(routes.policies(), new Conversations());

            AllocationBudget.check("decision.facts", 1, () -> reader.read(request));
            AllocationBudget.check("decision.policy", 1, () -> decider.decide(request, around));
        }
    }
}
