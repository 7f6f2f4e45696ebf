package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * {@code temperature}, {@code top_p} and {@code top_k}, for the models that take them. OpenAI's temperatures go to 2,
 * Claude's to 1; a model that takes one of the first two does not take both, and one that thinks takes next to nothing.
 */
final class OpenAiToClaudeSampling {

    /** What a thinking model takes of {@code top_p}. */
    private static final double MIN_TOP_P_OF_THINKING = 0.95;

    private OpenAiToClaudeSampling() {}

    /** To be called when it is known whether the model will think. */
    static void translate(ClaudeDraft draft) {
        ObjectNode body = draft.body();
        boolean sampling = draft.model().sampling();
        boolean thinks = thinks(body.path("thinking"));
        JsonNode temperature = number(draft, "temperature", sampling && !thinks);
        if (temperature.isNumber()) {
            double clamped = Math.max(0, Math.min(1, temperature.doubleValue()));
            if (clamped != temperature.doubleValue()) {
                draft.ignore("temperature");
                temperature = DoubleNode.valueOf(clamped);
            }
            body.set("temperature", temperature);
        }
        double topPOrNone = draft.asked("top_p").asDouble(0);
        boolean topPFits = !thinks || (topPOrNone >= MIN_TOP_P_OF_THINKING && topPOrNone <= 1);
        JsonNode topP = number(draft, "top_p", sampling && topPFits && !temperature.isNumber());
        if (topP.isNumber()) {
            body.set("top_p", topP);
        }
        JsonNode topK = number(draft, "top_k", sampling && !thinks);
        if (topK.isNumber()) {
            body.set("top_k", topK);
        }
    }

    static boolean isSent(ObjectNode body) {
        return body.has("temperature") || body.has("top_p") || body.has("top_k");
    }

    private static boolean thinks(JsonNode thinking) {
        return thinking.isObject() && !thinking.path("type").asText().equals("disabled");
    }

    /** The field when it can be sent; what cannot is listed. */
    private static JsonNode number(ClaudeDraft draft, String field, boolean possible) {
        JsonNode value = draft.asked(field);
        if (possible || !value.isNumber()) {
            return value;
        }
        draft.ignore(field);
        return draft.source().missingNode();
    }
}
