package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.util.regex.Pattern;

/** The fields of a request that hold a single value: limits, sampling, stop sequences, the user, the service tier. */
final class OpenAiToClaudeOptions {

    /** Every model of Anthropic's can answer at this length. */
    static final int MAX_TOKENS_OF_UNKNOWN_MODEL = 4096;

    /** The lowest {@code top_p} that a thinking model accepts (Anthropic's page on extended thinking). */
    private static final double MIN_TOP_P_OF_THINKING = 0.95;

    /** A longer {@code user_id} is a 400. */
    private static final int MAX_USER_ID_LENGTH = 256;

    /** Digits alone do not count: they are more often the key of a database row. */
    private static final Pattern PHONE_NUMBER = Pattern.compile("(?![0-9]+$)\\+?[0-9 ()-]{7,}");

    private OpenAiToClaudeOptions() {}

    /** Anthropic requires it, and accepts 0 as "generate nothing", which no OpenAI client means. */
    static void maxTokens(ClaudeDraft draft) {
        int known = draft.model().maxOutputTokens();
        for (String field : new String[] {"max_completion_tokens", "max_tokens"}) {
            JsonNode limit = draft.asked(field);
            if (limit.isIntegralNumber()) {
                long most = known > 0 ? known : Integer.MAX_VALUE;
                if (limit.asLong() > most) {
                    draft.ignore(field);
                }
                draft.body().put("max_tokens", (int) Math.min(limit.asLong(), most));
                return;
            }
        }
        draft.body().put("max_tokens", known > 0 ? known : MAX_TOKENS_OF_UNKNOWN_MODEL);
    }

    /**
     * {@code temperature}, {@code top_p} and {@code top_k}, for models that accept them. OpenAI's temperature goes up
     * to 2, Claude's up to 1; no model accepts both of the first two, and one that thinks accepts almost none.
     */
    static void sampling(ClaudeDraft draft) {
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

    private static boolean thinks(JsonNode thinking) {
        return thinking.isObject() && !thinking.path("type").asText().equals("disabled");
    }

    /** The field if it can be sent; a number that cannot is listed. */
    private static JsonNode number(ClaudeDraft draft, String field, boolean possible) {
        JsonNode value = draft.asked(field);
        if (possible || !value.isNumber()) {
            return value;
        }
        draft.ignore(field);
        return draft.source().missingNode();
    }

    /** Anthropic rejects a stop sequence of white space only. */
    static void stop(ClaudeDraft draft) {
        String field = draft.source().hasNonNull("stop_sequences") ? "stop_sequences" : "stop";
        JsonNode stop = draft.asked(field);
        ArrayNode sequences = Json.MAPPER.createArrayNode();
        for (JsonNode sequence :
                stop.isArray() ? stop : Json.MAPPER.createArrayNode().add(stop)) {
            if (sequence.isTextual() && !sequence.textValue().isBlank()) {
                sequences.add(sequence);
            }
        }
        if (!sequences.isEmpty()) {
            draft.body().set("stop_sequences", sequences);
        }
    }

    /** Anthropic asks for no names, addresses or phone numbers here, so only an opaque identifier is sent. */
    static void user(ClaudeDraft draft) {
        for (String field : new String[] {"safety_identifier", "user"}) {
            String user = Json.text(draft.source(), field);
            if (user != null && !user.isBlank()) {
                boolean person =
                        user.contains("@") || PHONE_NUMBER.matcher(user).matches();
                if (person || user.length() > MAX_USER_ID_LENGTH) {
                    draft.ignore(field);
                } else {
                    draft.body().putObject("metadata").put("user_id", user);
                }
                return;
            }
        }
    }

    static void serviceTier(ClaudeDraft draft) {
        String tier = Json.text(draft.source(), "service_tier");
        switch (String.valueOf(tier)) {
            case "auto", "priority" -> draft.body().put("service_tier", "auto");
            case "default" -> draft.body().put("service_tier", "standard_only");
            case "null" -> {
                // Absent.
            }
            default -> draft.ignore("service_tier");
        }
    }
}
