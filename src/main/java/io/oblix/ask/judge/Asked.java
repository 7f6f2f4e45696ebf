package io.oblix.ask.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of the form of its answer.
 *
 * @param body of a chat completion
 */
record Asked(ObjectNode body) {

    boolean wantsLogprobs() {
        return body.path("logprobs").asBoolean(false);
    }

    boolean wantsJson() {
        return format().startsWith("json");
    }

    private String format() {
        return body.path("response_format").path("type").asText();
    }

    private boolean setsLimit() {
        return body.hasNonNull("max_tokens") || body.hasNonNull("max_completion_tokens");
    }

    /** What shows of an answer, or of its beginning, without a comparison; null for nothing. */
    @Nullable Doubt doubt(Said said) {
        String finish = said.finish();
        if (finish != null && said.isEmpty()) {
            boolean asAsked = body.hasNonNull("stop") || (finish.equals("length") && setsLimit());
            return asAsked ? null : Doubt.EMPTY;
        }
        if ("length".equals(finish) && !setsLimit()) {
            return Doubt.CUT_OFF;
        }
        if (said.isRefused() || "content_filter".equals(finish) || Refusals.begins(said.text())) {
            return Doubt.REFUSED;
        }
        boolean whole = finish != null && !finish.equals("length");
        if (whole && !said.calls().stream().allMatch(this::fits)) {
            return Doubt.BAD_TOOL_CALL;
        }
        if (whole
                && wantsJson()
                && said.calls().isEmpty()
                && !isJsonAsAsked(said.text().toString())) {
            return Doubt.BAD_JSON;
        }
        return Repetition.isIn(said.text()) ? Doubt.REPEATS : null;
    }

    private boolean isJsonAsAsked(String text) {
        JsonNode json = Json.valueOrNull(text);
        if (json == null || json.isMissingNode()) {
            return false;
        }
        JsonNode schema = body.path("response_format").path("json_schema").path("schema");
        return schema.isMissingNode()
                ? json.isObject() || !format().equals("json_object")
                : SchemaFit.fits(json, schema);
    }

    private boolean fits(Said.ToolCall call) {
        JsonNode schema = schema(call.name());
        String written = call.arguments().toString();
        JsonNode arguments = written.isBlank() ? Json.object() : Json.valueOrNull(written);
        return schema != null && arguments != null && arguments.isObject() && SchemaFit.fits(arguments, schema);
    }

    /** Of a tool's parameters; null if the client offers no such tool. */
    private @Nullable JsonNode schema(String name) {
        for (JsonNode tool : body.path("tools")) {
            JsonNode function = tool.path("function");
            if (name.equals(Json.text(function, "name"))) {
                return function.path("parameters");
            }
            if (name.equals(Json.text(tool.path("custom"), "name"))) {
                return MissingNode.getInstance();
            }
        }
        for (JsonNode function : body.path("functions")) {
            if (name.equals(Json.text(function, "name"))) {
                return function.path("parameters");
            }
        }
        return null;
    }
}
