package io.oblix.dashboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.PolicyName;
import io.oblix.chat.Side;
import io.oblix.json.Json;
import io.oblix.policy.Decisions;
import io.oblix.policy.Policy;
import io.oblix.policy.Rule;
import io.oblix.policy.file.Policies;
import io.oblix.policy.file.Policies.Rejection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The policies in use as ladders: their rules in the order in which they are tried, and how often each has decided. */
public final class Ladder {

    private final Policies policies;
    private final InstantSource clock;
    private final RuleHits hits = new RuleHits();
    private final Map<String, Instant> edits = new ConcurrentHashMap<>();
    private final Map<String, Instant> refusals = new ConcurrentHashMap<>();

    public Ladder(Policies policies, InstantSource clock) {
        this.policies = policies;
        this.clock = clock;
    }

    /** A request was decided; costs its thread a count. */
    public void decided(Decisions.Entry decision) {
        hits.decided(decision.decided());
    }

    /** @param change what became of the policy: added, changed, rejected, removed */
    public void changed(String policy, String change) {
        if (change.equals("rejected")) {
            refusals.put(policy, clock.instant());
            return;
        }
        hits.forget(policy);
        if (change.equals("removed")) {
            edits.remove(policy);
        } else {
            edits.put(policy, clock.instant());
        }
    }

    /** One object for each policy in use or refused, {@code auto} first. */
    ArrayNode json() {
        ArrayNode array = Json.MAPPER.createArrayNode();
        Map<String, Rejection> rejections = policies.rejections();
        Set<String> names = policies.names();
        names.stream()
                .sorted((a, b) -> Boolean.compare(b.equals(PolicyName.AUTO), a.equals(PolicyName.AUTO)))
                .forEach(name -> {
                    Policy policy = policies.get(name);
                    if (policy != null) {
                        addRefusal(add(array, policy), name, rejections.get(name));
                    }
                });
        rejections.forEach((name, rejection) -> {
            if (!names.contains(name)) {
                ObjectNode json = array.addObject().put("name", name).put("description", "");
                json.putArray("rules");
                addRefusal(json, name, rejection);
            }
        });
        return array;
    }

    private ObjectNode add(ArrayNode array, Policy policy) {
        String name = policy.name();
        Instant edited = edits.get(name);
        ObjectNode json = array.addObject()
                .put("name", name)
                .put("description", policy.description())
                .put("fromJar", policies.fromJar().containsKey(name))
                .put("since", edited == null ? null : edited.toString());
        Policies.Failure failure = policies.failures().get(name);
        if (failure != null) {
            json.put("failures", failure.times()).put("failure", failure.reason());
        }
        long all = hits.of(name);
        ArrayNode rules = json.putArray("rules");
        Set<String> counted = new HashSet<>();
        for (Rule rule : policy.rules()) {
            Side fallback = rule.verdict().fallback();
            // Rules that say the same are one to readers, and their hits stand at the first.
            long count = counted.add(rule.description()) ? hits.of(name, rule.description()) : 0;
            all -= count;
            rules.addObject()
                    .put("rule", rule.description())
                    .put("line", rule.line())
                    .put("target", rule.verdict().targetWord())
                    .put("fallback", fallback == null ? null : fallback.word())
                    .put("reason", rule.verdict().reason())
                    .put("hits", count);
        }
        return json.put("conversations", Math.max(0, all));
    }

    private void addRefusal(ObjectNode json, String name, @Nullable Rejection rejection) {
        if (rejection == null) {
            return;
        }
        Instant at = refusals.get(name);
        json.putObject("refused")
                .put("file", rejection.file())
                .put("line", rejection.line() > 0 ? rejection.line() : null)
                .put("reason", rejection.reason())
                .put("at", at == null ? null : at.toString());
    }
}
