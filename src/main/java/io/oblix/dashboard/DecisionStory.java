package io.oblix.dashboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.ask.attempt.AttemptRecord;
import io.oblix.chat.Charge;
import io.oblix.dashboard.RecentAttempts.Timed;
import io.oblix.policy.Decider.Outcome;
import io.oblix.policy.Decisions;
import io.oblix.policy.Decisions.Entry;
import io.oblix.policy.PoliciesInUse;
import io.oblix.policy.Policy;
import io.oblix.policy.Thresholds;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import io.oblix.status.DecisionJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All about one decision: its facts, what one fact would have had to be for another one, and the calls that were made. */
final class DecisionStory {

    private static final double MICRO = 1e6;

    private final Decisions decisions;
    private final PoliciesInUse policies;
    private final Thresholds thresholds;
    private final RecentAttempts attempts;

    DecisionStory(Decisions decisions, PoliciesInUse policies, Thresholds thresholds, RecentAttempts attempts) {
        this.decisions = decisions;
        this.policies = policies;
        this.thresholds = thresholds;
        this.attempts = attempts;
    }

    /** Null for a decision that is not among the last ones. */
    @Nullable ObjectNode of(String id) {
        for (Entry entry : decisions.latest(Integer.MAX_VALUE)) {
            if (entry.id().equals(id)) {
                return json(entry);
            }
        }
        return null;
    }

    /** Why each call for it was made, in the order in which they began, as far as they are known. */
    List<String> roles(Entry entry) {
        return roles(attempts.of(entry.id()), entry);
    }

    private static List<String> roles(List<Timed> calls, Entry entry) {
        List<String> roles = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            roles.add(role(calls.get(i), calls.subList(0, i), entry.hedge() != null));
        }
        return roles;
    }

    private ObjectNode json(Entry entry) {
        ObjectNode json = DecisionJson.of(entry);
        Outcome outcome = entry.decided();
        Policy policy = policies.get(outcome.policy());
        boolean hasRule = policy != null
                && policy.rules().stream().anyMatch(rule -> rule.description().equals(outcome.rule()));
        if (hasRule) {
            DecisionJson.explain(json, outcome, policy, entry.facts(), thresholds);
        }
        ArrayNode calls = json.putArray("calls");
        List<Timed> made = attempts.of(entry.id());
        List<String> roles = roles(made, entry);
        for (int i = 0; i < made.size(); i++) {
            add(calls.addObject(), made.get(i), roles.get(i), made.get(0).beganMillis());
        }
        return json;
    }

    private static void add(ObjectNode json, Timed call, String role, long start) {
        AttemptRecord attempt = call.attempt();
        Duration firstToken = attempt.firstToken();
        Charge charge = attempt.charge();
        json.put("role", role)
                .put("target", attempt.side().word())
                .put("model", attempt.place().model().toString())
                .put("host", attempt.place().authority())
                .put("outcome", attempt.outcome())
                .put("startMillis", call.beganMillis() - start)
                .put("firstTokenMillis", firstToken == null ? null : firstToken.toMillis())
                .put("durationMillis", attempt.duration().toMillis())
                .put("promptTokens", attempt.usage().promptTokens())
                .put("completionTokens", attempt.usage().completionTokens())
                .put("costUsd", charge.isPriced() ? charge.microUsd() / MICRO : null)
                .put("cloudBytes", attempt.cloudBytes());
    }

    /**
     * Why a call was made, as far as those before it tell.
     *
     * @param before in the order in which they began
     */
    static String role(Timed call, List<Timed> before, boolean hedged) {
        if (before.isEmpty()) {
            return "first";
        }
        Timed last = before.get(before.size() - 1);
        AttemptRecord asked = last.attempt();
        boolean otherModel =
                !asked.place().model().equals(call.attempt().place().model());
        if (hedged && otherModel && call.beganMillis() < last.endedMillis()) {
            return "hedge";
        } else if (before.stream().anyMatch(one -> isDoubted(one.attempt()))) {
            return "escalation";
        } else if (asked.problem() != null && asked.firstToken() != null) {
            return "rescue";
        }
        return otherModel ? "fallback" : "again";
    }

    /** Given up half-way, or answered and not sent. */
    private static boolean isDoubted(AttemptRecord attempt) {
        return attempt.isDiscarded()
                || (attempt.problem() instanceof UpstreamProblem failed && failed.kind() == FailureKind.DOUBTED);
    }
}
