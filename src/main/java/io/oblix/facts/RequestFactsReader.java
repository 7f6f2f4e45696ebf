package io.oblix.facts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Json;

/** What a policy may know of a request, read from its JSON once. */
public final class RequestFactsReader {

    private RequestFactsReader() {}

    public static RequestFacts read(ChatRequest request) {
        ObjectNode body = request.body();
        int turns = 0;
        boolean hasImages = false;
        for (JsonNode message : request.messages()) {
            turns += "user".equals(Json.text(message, "role")) ? 1 : 0;
            for (JsonNode part : message.path("content")) {
                hasImages |= "image_url".equals(Json.text(part, "type"));
            }
        }
        String format = Json.text(body.get("response_format"), "type");
        return new RequestFacts(
                request.model(),
                TokenEstimate.of(request.messages(), body.path("tools")),
                maxOutputTokens(body),
                turns,
                request.streaming(),
                hasImages,
                !body.path("tools").isEmpty() || !body.path("functions").isEmpty(),
                format != null && !format.equals("text"),
                request.localOnly() ? RequestFacts.LOCAL_ONLY : RequestFacts.ANY);
    }

    /** {@code max_completion_tokens} is the newer name and goes first; 0 when there is no limit. */
    private static int maxOutputTokens(ObjectNode body) {
        JsonNode limit = body.path("max_completion_tokens");
        if (!limit.isIntegralNumber()) {
            limit = body.path("max_tokens");
        }
        return limit.isIntegralNumber() ? (int) Math.min(Integer.MAX_VALUE, Math.max(0, limit.asLong())) : 0;
    }
}
