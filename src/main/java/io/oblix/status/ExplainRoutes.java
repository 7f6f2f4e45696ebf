package io.oblix.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.ask.Asking.Candidate;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Side;
import io.oblix.dialect.Dialect;
import io.oblix.dialect.DialectRoutes;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.facts.Facts;
import io.oblix.facts.FactsRoutes;
import io.oblix.json.Json;
import io.oblix.policy.Decider;
import io.oblix.policy.Decision;
import io.oblix.policy.Decisions;
import io.oblix.policy.PoliciesInUse;
import io.oblix.policy.Thresholds;
import io.oblix.policy.Verdict;
import io.oblix.policy.Vocabulary;
import io.oblix.server.HttpListener;
import io.oblix.server.HttpRequest;
import io.oblix.server.HttpRoutes;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/route}: where a request would go, and why, without asking any model. {@code GET /v1/decisions}: the
 * last decisions.
 */
public final class ExplainRoutes extends HttpRoutes {

    /** The models that a decision would ask, in their order. */
    @FunctionalInterface
    public interface Candidates {
        List<Candidate> of(ChatRequest request, Decision decision, Facts facts);
    }

    private final HttpListener server;
    private final PoliciesInUse policies;
    private final Thresholds thresholds;
    private final Decider decider;
    private final Decisions decisions;
    private final Candidates candidates;
    private final List<Dialect> dialects;

    /**
     * @param candidates the models that a decision would ask, in their order
     * @param dialects whose bodies are read, beside chat completions
     */
    public ExplainRoutes(
            HttpListener server,
            PoliciesInUse policies,
            Thresholds thresholds,
            Decider decider,
            Decisions decisions,
            Candidates candidates,
            List<Dialect> dialects) {
        this.server = server;
        this.policies = policies;
        this.thresholds = thresholds;
        this.decider = decider;
        this.decisions = decisions;
        this.candidates = candidates;
        this.dialects = List.copyOf(dialects);
    }

    @Override
    public void configure() {
        post("/v1/route", "route")
                .description("Where a chat would go, and why; calls no model")
                .process(this::read)
                .id("read-dry-run")
                .to("direct:facts")
                .id("dry-run-facts")
                .process(this::explain)
                .id("explain");

        get("/v1/decisions", "decisions")
                .description("The last decisions, without any text of a prompt")
                .process(this::list)
                .id("list-decisions");
    }

    private void read(Exchange exchange) {
        HttpRequest http = HttpRequest.take(exchange);
        ObjectNode body = Json.objectOrNull(http.body());
        ChatRequest request = null;
        for (Dialect dialect : dialects) {
            if (request == null && body != null && dialect.isOwn(body)) {
                request = dialect.read(http, new Cancellation());
            }
        }
        if (request == null) {
            request = ChatRequestReader.read(http, new Cancellation());
        }
        server.misplaced().refuse(http, request.model());
        exchange.setProperty(DialectRoutes.REQUEST, request.by(http.use()));
    }

    private void explain(Exchange exchange) {
        ChatRequest request = exchange.getProperty(DialectRoutes.REQUEST, ChatRequest.class);
        Facts facts = exchange.getProperty(FactsRoutes.FACTS, Facts.class);
        Decider.Outcome outcome = decider.look(request, facts);
        ObjectNode json = Json.object();
        Decision decision = outcome.decision();
        if (decision == null) {
            json.put("target", "reject").putNull("model").put("fallback", "none");
        } else {
            put(json, decision, candidates.of(request, decision, facts), decision.hedgeAfter(facts));
        }
        json.put("policy", outcome.policy())
                .put("rule", outcome.rule())
                .put("reason", outcome.reason())
                .put("continued", outcome.continued());
        DecisionJson.put(json, outcome.stay());
        DecisionJson.explain(json, outcome, policies.get(outcome.policy()), facts, thresholds);
        json.set("facts", Json.MAPPER.valueToTree(facts.asHeaders()));
        reply(exchange, 200, json);
    }

    private static void put(ObjectNode json, Decision decision, List<Candidate> candidates, @Nullable Duration hedge) {
        Candidate first = candidates.isEmpty() ? null : candidates.get(0);
        Side target = decision.target() != null || first == null ? decision.target() : first.side();
        json.put("target", Verdict.word(target));
        json.put("model", first == null ? null : first.model());
        Side fallback = decision.fallback();
        json.put("fallback", fallback == null ? "none" : fallback.word());
        if (fallback != null && candidates.size() > 1) {
            json.put("fallbackModel", candidates.get(candidates.size() - 1).model());
            if (hedge != null) {
                json.put("hedgeAfterMillis", hedge.toMillis());
            }
        }
        double share = decision.takeover().escalate();
        if (share > 0 && candidates.size() > 1) {
            json.putObject("judged")
                    .put("share", share)
                    .put(
                            "sentence",
                            "The local answer would be judged: " + fallbackWord(fallback)
                                    + " answers instead if it is empty, cut off, malformed or a refusal, or among the "
                                    + Math.round(100 * share) + " % of which the model was least sure of late");
        }
    }

    private static String fallbackWord(@Nullable Side fallback) {
        return "the " + (fallback == null ? "fallback" : fallback.word());
    }

    private void list(Exchange exchange) {
        String limit = HttpRequest.take(exchange).query("limit");
        Double wanted = limit == null ? null : Vocabulary.number(limit);
        int count = wanted == null ? Decisions.MAX_KEPT : (int) Math.max(0, Math.min(wanted, Decisions.MAX_KEPT));
        ObjectNode json = Json.object();
        ArrayNode entries = json.putArray("decisions");
        decisions.latest(count).forEach(entry -> entries.add(DecisionJson.of(entry)));
        reply(exchange, 200, json);
    }
}
