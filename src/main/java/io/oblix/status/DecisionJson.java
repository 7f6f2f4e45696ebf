package io.oblix.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnsweredBy;
import io.oblix.chat.Bill;
import io.oblix.chat.Charge;
import io.oblix.chat.RequestRecord;
import io.oblix.facts.Facts;
import io.oblix.json.Json;
import io.oblix.policy.Decider;
import io.oblix.policy.Decision;
import io.oblix.policy.Decisions;
import io.oblix.policy.Explanation;
import io.oblix.policy.Policy;
import io.oblix.policy.Stay;
import io.oblix.policy.Thresholds;
import io.oblix.problem.Problem;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A decision as JSON: the form of {@code GET /v1/decisions}. No text of a prompt is in it. */
public final class DecisionJson {

    private DecisionJson() {}

    /** With its facts. */
    public static ObjectNode of(Decisions.Entry entry) {
        ObjectNode json = withoutFacts(entry);
        json.set("facts", Json.MAPPER.valueToTree(entry.facts().asHeaders()));
        return json;
    }

    /** What was decided, and what became of it. */
    public static ObjectNode withoutFacts(Decisions.Entry entry) {
        ObjectNode json =
                Json.object().put("id", entry.id()).put("at", entry.at().toString());
        json.put("requested", entry.facts().request().model());
        json.put("policy", entry.decided().policy())
                .put("rule", entry.decided().rule())
                .put("reason", entry.decided().reason())
                .put("continued", entry.decided().continued());
        put(json, entry.decided().stay());
        RequestRecord result = entry.result();
        json.put("state", result == null ? "in flight" : result.problem() == null ? "answered" : "failed");
        json.put("hedge", entry.hedge());
        json.put("good", entry.good());
        if (result != null) {
            put(json, result);
        }
        return json;
    }

    private static void put(ObjectNode json, RequestRecord result) {
        AnsweredBy by = result.by();
        if (by != null) {
            json.put("target", by.target())
                    .put("model", by.model())
                    .put("reason", by.reason())
                    .put("confidence", by.confidence() < 0 ? null : by.confidence())
                    .put("fallback", by.fallback())
                    .put("attempts", by.attempts());
            Bill.Sums sums = by.bill().sums();
            json.put("costUsd", sums.isPriced() ? Charge.number(sums.microUsd()) : null)
                    .put("savedUsd", Charge.number(sums.savedMicroUsd()));
        }
        json.put("promptTokens", result.usage().promptTokens())
                .put("completionTokens", result.usage().completionTokens());
        json.put("firstTokenMillis", millis(result.firstToken()));
        json.put("durationMillis", result.duration().toMillis());
        Problem problem = result.problem();
        json.put("status", problem == null ? 200 : problem.status());
        json.put("error", problem == null ? null : problem.code() == null ? problem.type() : problem.code());
    }

    private static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis();
    }

    static void put(ObjectNode json, @Nullable Stay stay) {
        if (stay != null) {
            ObjectNode conversation = json.putObject("conversation").put("stays", stay.side() != null);
            conversation.put("insteadOf", stay.insteadOf().isEmpty() ? null : stay.insteadOf());
            conversation.put("turnsHomeward", stay.homeward()).put("sentence", stay.sentence());
        }
    }

    /**
     * Adds why the rules decided so, and what one fact would have to be for another decision; nothing where no rule decided.
     *
     * @param policy the one that decided; null for none
     */
    public static void explain(
            ObjectNode json, Decider.Outcome outcome, @Nullable Policy policy, Facts facts, Thresholds thresholds) {
        Decision decision = outcome.decision();
        boolean isByRules = outcome.stay() == null || outcome.stay().side() == null;
        if (policy != null && !outcome.continued() && isByRules) {
            boolean kept = decision != null && decision.localOnly();
            new Explanation(policy, facts, thresholds).addTo(json, kept);
        }
    }
}
