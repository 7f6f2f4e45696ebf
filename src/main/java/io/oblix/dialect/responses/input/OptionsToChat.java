package io.oblix.dialect.responses.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.dialect.RequestJson;
import io.oblix.dialect.responses.tools.Notes;
import io.oblix.json.Json;
import io.oblix.json.JsonType;
import io.oblix.problem.RequestProblem;
import java.util.List;
import java.util.Set;

/** The fields beside the conversation and its tools as those of a chat completion, with the checks that OpenAI makes. */
public final class OptionsToChat {

    private static final Set<String> EFFORTS = Set.of("none", "minimal", "low", "medium", "high", "xhigh", "max");

    /** The same in both. */
    private static final List<String> TEXTS =
            List.of("service_tier", "safety_identifier", "user", "prompt_cache_key", "prompt_cache_retention");

    private static final List<String> SAME = List.of("prompt_cache_options", "moderation");

    private static final Set<String> KNOWN = Set.of("""
            model input instructions tools tool_choice parallel_tool_calls max_output_tokens temperature top_p
            presence_penalty frequency_penalty top_logprobs stream stream_options text reasoning include store
            previous_response_id conversation prompt background truncation metadata service_tier safety_identifier user
            prompt_cache_key prompt_cache_retention prompt_cache_options moderation client_metadata
            """.split("\\s+"));

    private final ObjectNode source;
    private final ObjectNode body;
    private final Notes notes;

    private OptionsToChat(ObjectNode source, ObjectNode body, Notes notes) {
        this.source = source;
        this.body = body;
        this.notes = notes;
    }

    /** @param update what an item of the conversation changes of it, or an empty object */
    public static void add(ObjectNode source, ObjectNode update, ObjectNode body, Notes notes) {
        OptionsToChat options = new OptionsToChat(source, body, notes);
        options.numbers();
        options.texts();
        options.format(update);
        options.reasoning(update);
        options.logprobs();
        options.hints();
    }

    private void numbers() {
        number("temperature", 0, 2);
        number("top_p", 0, 1);
        number("presence_penalty", -2, 2);
        number("frequency_penalty", -2, 2);
        JsonNode limit = source.path("max_output_tokens");
        if (isSaid(limit)) {
            integer("max_output_tokens", limit, 1, Long.MAX_VALUE);
            body.set("max_completion_tokens", limit);
        }
        JsonNode parallel = source.path("parallel_tool_calls");
        boolean together = RequestJson.flag(source, "parallel_tool_calls", "parallel_tool_calls");
        if (isSaid(parallel) && body.has("tools")) {
            body.put("parallel_tool_calls", together);
        }
    }

    private static boolean isSaid(JsonNode value) {
        return !value.isMissingNode() && !value.isNull();
    }

    private void number(String field, int least, int most) {
        JsonNode value = source.path(field);
        if (isSaid(value)) {
            JsonType.demand(value.isNumber(), field, "a decimal", value);
            within("decimal", field, value, least, most);
            body.set(field, value);
        }
    }

    private static void integer(String field, JsonNode value, long least, long most) {
        JsonType.demand(value.isIntegralNumber(), field, "an integer", value);
        within("integer", field, value, least, most);
    }

    private static void within(String type, String field, JsonNode value, long least, long most) {
        double number = value.doubleValue();
        if (number < least || number > most || (value.isIntegralNumber() && !value.canConvertToLong())) {
            boolean below = number < least;
            throw RequestProblem.invalid(
                    field,
                    type + (below ? "_below_min_value" : "_above_max_value"),
                    "Invalid '" + field + "': " + type + (below ? " below minimum" : " above maximum")
                            + " value. Expected a value " + (below ? ">= " + least : "<= " + most) + ", but got "
                            + value.asText() + " instead.");
        }
    }

    private void texts() {
        for (String field : TEXTS) {
            JsonNode value = source.path(field);
            if (isSaid(value)) {
                JsonType.demand(value.isTextual(), field, "a string", value);
                body.set(field, value);
            }
        }
        for (String field : SAME) {
            if (isSaid(source.path(field))) {
                body.set(field, source.path(field));
            }
        }
    }

    private void format(ObjectNode update) {
        JsonNode text = source.path("text");
        JsonType.demand(!isSaid(text) || text.isObject(), "text", "an object", text);
        JsonType.text(text, "verbosity", "text");
        if (isSaid(text.path("verbosity"))) {
            body.set("verbosity", text.path("verbosity"));
        }
        JsonNode changed = update.path("text").path("format");
        JsonNode format = changed.isObject() ? changed : text.path("format");
        if (!isSaid(format)) {
            return;
        }
        JsonType.demand(format.isObject(), "text.format", "an object", format);
        JsonType.requiredText(format, "type", "text.format");
        switch (format.path("type").textValue()) {
            case "text" -> {
                // As always.
            }
            case "json_object" -> body.putObject("response_format").put("type", "json_object");
            case "json_schema" -> schema(format);
            default ->
                throw RequestProblem.invalid(
                        "text.format.type",
                        "invalid_value",
                        "Invalid value for 'text.format.type'. Supported values are: 'json_object', 'json_schema', and"
                                + " 'text'.");
        }
    }

    private void schema(JsonNode format) {
        JsonNode schema = format.path("schema");
        if (!isSaid(schema)) {
            throw RequestProblem.missing("text.format.schema");
        }
        JsonType.demand(schema.isObject(), "text.format.schema", "an object", schema);
        ObjectNode chat =
                body.putObject("response_format").put("type", "json_schema").putObject("json_schema");
        String name = Json.text(format, "name");
        chat.put("name", name == null || name.isBlank() ? "response" : name).set("schema", schema);
        for (String field : new String[] {"strict", "description"}) {
            if (isSaid(format.path(field))) {
                chat.set(field, format.path(field));
            }
        }
    }

    private void reasoning(ObjectNode update) {
        JsonNode reasoning = source.path("reasoning");
        JsonType.demand(!isSaid(reasoning) || reasoning.isObject(), "reasoning", "an object", reasoning);
        JsonType.text(reasoning, "effort", "reasoning");
        String changed = Json.text(update.path("reasoning"), "effort");
        String effort = changed == null ? Json.text(reasoning, "effort") : changed;
        if (effort != null) {
            boolean known = EFFORTS.contains(effort);
            body.put("reasoning_effort", known ? effort : "max");
            if (!known) {
                notes.ignore("reasoning.effort");
            }
        }
        for (String field : new String[] {"context", "mode"}) {
            if (isSaid(reasoning.path(field))) {
                notes.ignore("reasoning." + field);
            }
        }
    }

    private void logprobs() {
        JsonNode include = source.path("include");
        JsonType.demand(!isSaid(include) || include.isArray(), "include", "an array of strings", include);
        boolean wanted = false;
        for (JsonNode word : include) {
            wanted |= word.asText().equals("message.output_text.logprobs");
        }
        JsonNode top = source.path("top_logprobs");
        if (isSaid(top)) {
            integer("top_logprobs", top, 0, 20);
        }
        if (wanted || top.asInt() > 0) {
            body.put("logprobs", true).put("top_logprobs", top.asInt());
        }
    }

    private void hints() {
        JsonNode metadata = source.path("metadata");
        JsonType.demand(!isSaid(metadata) || metadata.isObject(), "metadata", "an object", metadata);
        if (RequestJson.flag(source, "background", "background")) {
            notes.ignore("background");
        }
        JsonNode truncation = source.path("truncation");
        if (truncation.asText().equals("auto")) {
            notes.ignore("truncation");
        } else if (isSaid(truncation) && !truncation.asText().equals("disabled")) {
            throw RequestProblem.invalid(
                    "truncation",
                    "invalid_value",
                    "Invalid value for 'truncation'. Supported values are: 'auto' and 'disabled'.");
        }
        notes.ignored().addOthers(source, KNOWN);
    }
}
