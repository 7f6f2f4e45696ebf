package io.oblix.policy.file;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.facts.Facts;
import io.oblix.facts.RecordedFacts;
import io.oblix.policy.Decision;
import io.oblix.policy.Policy;
import io.oblix.policy.Promises;
import io.oblix.policy.Thresholds;
import io.oblix.policy.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * Decides once more on facts that were recorded, by the policies that a server would use now. It knows no conversation, and
 * of budgets only what the facts say.
 */
public final class PolicyReplay {

    private final Situation situation;
    private final Map<String, Policy> policies = new HashMap<>();
    private final Map<String, String> complaints = new HashMap<>();

    /**
     * @param context running, with the values of policies' settings
     * @param own samples of the operator's own facts, by header
     */
    public PolicyReplay(CamelContext context, Path folder, Thresholds thresholds, Map<String, Record> own) {
        situation = new Situation(thresholds, own);
        PolicyBuilder builder = new PolicyBuilder(context, situation);
        if (!Files.isDirectory(folder)) {
            PolicyFiles.SHIPPED.forEach(name -> add(builder, PolicyFiles.bundled(name)));
            return;
        }
        try {
            for (Path file : PolicyFiles.in(folder)) {
                try {
                    add(builder, PolicyFiles.read(file));
                } catch (IOException unreadable) {
                    complaints.put(PolicyFiles.nameOf(file), PolicyFiles.complaint(unreadable));
                }
            }
        } catch (IOException unreadable) {
            complaints.put(folder.toString(), PolicyFiles.complaint(unreadable));
        }
    }

    private void add(PolicyBuilder builder, PolicySource source) {
        try {
            Policy policy = builder.build(source.withoutExamples());
            policies.put(policy.name(), policy);
        } catch (PolicyRejected rejected) {
            complaints.put(source.name(), rejected.reason());
        }
    }

    /** What cannot be used, and why. */
    public Map<String, String> complaints() {
        return Map.copyOf(complaints);
    }

    /**
     * A decision after the promises.
     *
     * @param target {@code local}, {@code cloud} or {@code reject}
     */
    public record Decided(String target, String reason) {}

    /** Null when there is no such policy, or it does not decide on these facts. */
    public @Nullable Decided decide(String name, JsonNode recorded) {
        Policy policy = policies.get(name);
        if (policy == null || !recorded.isObject()) {
            return null;
        }
        Facts facts;
        Verdict verdict;
        try {
            facts = RecordedFacts.read(recorded, situation.ordinary());
            verdict = policy.tryOn(facts);
        } catch (Exception failed) {
            return null;
        }
        if (verdict == null) {
            return null;
        } else if (verdict.isRejection()) {
            return new Decided(Verdict.word(null), verdict.reason());
        }
        Decision decision =
                Promises.keep(name, policy.rules().get(verdict.rule()).description(), verdict, facts);
        return new Decided(Verdict.word(decision.target()), decision.reason());
    }
}
