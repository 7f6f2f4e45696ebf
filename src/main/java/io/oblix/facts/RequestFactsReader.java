package io.oblix.facts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.PicturePart;
import io.oblix.chat.Reminders;
import io.oblix.facts.complexity.Complexity;
import io.oblix.facts.secret.Sensitive;
import io.oblix.json.Json;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the facts of a request from its JSON.
 *
 * @param asked whether anything will ask what the texts hold, by the model that the request names; only then they are
 *     searched
 * @param ranked the same of how complex it is
 */
public record RequestFactsReader(
        Complexity complexity, SideTasks sideTasks, Predicate<String> asked, Predicate<String> ranked) {

    /** What is counted at most of a limit that every request of its dialect must have. */
    private static final int DEMANDED_TOKENS = 8_192;

    public RequestFactsReader(Complexity complexity, Predicate<String> asked, Predicate<String> ranked) {
        this(complexity, SideTasks.load(), asked, ranked);
    }

    public RequestFacts read(ChatRequest request) {
        Sensitive found = asked.test(request.model()) ? SensitiveTexts.of(request) : null;
        if (!ranked.test(request.model())) {
            return facts(request, RequestFacts.NOT_RANKED, RequestFacts.NOT_RANKED, found);
        }
        double score = complexity.score(request.messages());
        return facts(request, score, complexity.rank(score), found);
    }

    /**
     * Adds a request to those that later ones are compared with. Only requests that a policy decided belong there:
     * those that name a model, later steps of a tool-call loop, and what programs ask on their own would crowd them out.
     */
    public void count(RequestFacts decided) {
        complexity.count(decided.complexity());
    }

    private RequestFacts facts(
            ChatRequest request, double complexity, double complexityRank, @Nullable Sensitive found) {
        ObjectNode body = request.body();
        boolean hasImages = false;
        for (JsonNode message : request.messages()) {
            for (JsonNode part : message.path("content")) {
                hasImages |= PicturePart.isIn(part);
            }
        }
        String format = Json.text(body.get("response_format"), "type");
        TokenEstimate.Size prompt = TokenEstimate.sizeOf(request);
        int toolCount = body.path("tools").size() + body.path("functions").size();
        boolean hasTools = toolCount > 0;
        int maxOutputTokens = wantedOutputTokens(request);
        return new RequestFacts(
                request.model(),
                request.dialect(),
                request.family(),
                sideTasks.of(request, hasTools),
                prompt.tokens(),
                prompt.instructionTokens(),
                prompt.kind(),
                maxOutputTokens,
                RequestFacts.neededTokens(prompt.tokens(), maxOutputTokens),
                turns(request),
                request.streaming(),
                hasImages,
                hasTools,
                toolCount,
                format != null && !format.equals("text"),
                complexity,
                complexityRank,
                RequestFacts.topShare(complexityRank),
                request.localOnly() ? RequestFacts.LOCAL_ONLY : RequestFacts.ANY,
                found != null && found.hasSecrets(),
                found != null && found.hasPersonalData());
    }

    /** Messages by the user. */
    public static int turns(ChatRequest request) {
        int turns = 0;
        for (JsonNode message : request.messages()) {
            turns += Reminders.isOfUser(message) ? 1 : 0;
        }
        return turns;
    }

    /** A limit that the dialect demands is no wish: nearly no answer is as long as the one of Claude Code allows. */
    public static int wantedOutputTokens(ChatRequest request) {
        int limit = maxOutputTokens(request);
        return request.soft().contains("max_completion_tokens") ? Math.min(limit, DEMANDED_TOKENS) : limit;
    }

    /** {@code max_completion_tokens}, or its older name {@code max_tokens}; 0 without a limit. */
    public static int maxOutputTokens(ChatRequest request) {
        JsonNode limit = request.body().path("max_completion_tokens");
        if (!limit.isIntegralNumber()) {
            limit = request.body().path("max_tokens");
        }
        return limit.isIntegralNumber() ? (int) Math.min(Integer.MAX_VALUE, Math.max(0, limit.asLong())) : 0;
    }
}
