package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.json.Json;
import io.oblix.json.schema.Draft2020;
import io.oblix.json.schema.SchemaForm;
import io.oblix.problem.RequestProblem;
import io.oblix.provider.claude.schema.StrictSchema;

/**
 * {@code response_format} to Anthropic's structured outputs
 * (https://platform.claude.com/docs/en/build-with-claude/structured-outputs). There is no mode for JSON without a
 * schema: the system prompt asks for it, and {@link JsonFence} removes a Markdown fence around the answer.
 */
final class OpenAiToClaudeResponseFormat {

    static final String FIELD = "response_format";

    private OpenAiToClaudeResponseFormat() {}

    static void translate(ClaudeDraft draft) {
        JsonNode format = draft.asked(FIELD);
        if (format.isMissingNode() || format.isNull()) {
            return;
        }
        switch (String.valueOf(Json.text(format, "type"))) {
            case "text" -> {
                // The default.
            }
            case "json_object" -> jsonObject(draft);
            case "json_schema" -> jsonSchema(draft, format.path("json_schema"));
            default ->
                throw RequestProblem.invalid(
                        FIELD + ".type",
                        "invalid_value",
                        "Invalid value for 'response_format.type'. Supported values are: 'json_object', 'json_schema', and"
                                + " 'text'.");
        }
    }

    static boolean isJsonObject(JsonNode source) {
        return "json_object".equals(Json.text(source.path(FIELD), "type"));
    }

    private static void jsonObject(ClaudeDraft draft) {
        draft.instruct("Respond with a single valid JSON object and nothing else.");
        draft.ignore(FIELD);
    }

    private static void jsonSchema(ClaudeDraft draft, JsonNode jsonSchema) {
        JsonNode schema = Draft2020.of(jsonSchema.path("schema"));
        if (schema.isMissingNode() || schema.isNull()) {
            // OpenAI accepts a format without a schema: any JSON.
            jsonObject(draft);
            return;
        }
        new SchemaForm(FIELD, null, "Invalid schema for response_format").check(schema);
        StrictSchema strict = new StrictSchema();
        draft.body()
                .withObjectProperty("output_config")
                .putObject("format")
                .put("type", "json_schema")
                .set("schema", strict.transform(schema));
        if (strict.isNarrower() || strict.isLooser()) {
            draft.ignore(FIELD);
        }
    }
}
