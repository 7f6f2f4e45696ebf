package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ModelName;
import io.oblix.json.Json;
import io.oblix.json.TopLevelFields;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.ErrorBody;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a {@code chat.completion} or a chunk that we read. The rest is passed on as the bytes it came in, so it
 * must be what OpenAI's clients accept; its Java client throws an exception on anything else.
 */
record OpenAiFields(TopLevelFields fields, ModelName model) {

    private static final Set<String> PARSED = Set.of("usage", "error", "choices");

    private static final Set<String> PARSED_OF_WHOLE = Set.of("usage", "error", "choices", "model");

    /** Without choices, any of them makes an answer an error, as {@link ErrorBody} reads it. */
    private static final List<String> OF_ERRORS =
            List.of("message", "Message", "detail", "errors", "msg", "error_message", "error_msg", "code", "base_resp");

    /**
     * @param isError whether the server says that this is an error
     * @throws IOException when the bytes are not one JSON object
     * @throws UpstreamProblem when they are an error
     */
    static OpenAiFields read(byte[] json, ModelName model, boolean isError) throws IOException {
        return read(json, PARSED, model, isError);
    }

    /** The same of a whole answer. */
    static OpenAiFields readWhole(byte[] json, ModelName model) throws IOException {
        return read(json, PARSED_OF_WHOLE, model, false);
    }

    private static OpenAiFields read(byte[] json, Set<String> parsed, ModelName model, boolean isError)
            throws IOException {
        OpenAiFields read = new OpenAiFields(TopLevelFields.of(json, parsed), model);
        if (read.isError() || (read.lacksChoices() && (isError || read.looksLikeError(json)))) {
            throw OpenAiErrors.inAnswer(model, ErrorBody.of(json));
        }
        return read;
    }

    /** {@code error} is null or empty in the answers of some servers. */
    private boolean isError() {
        JsonNode error = fields.value("error");
        boolean none = error == null
                || error.isNull()
                || (error.isValueNode() && (error.asText().isBlank() || !error.asBoolean(true)))
                || (error.isContainerNode() && error.isEmpty());
        return !none;
    }

    private boolean lacksChoices() {
        JsonNode choices = fields.value("choices");
        return (choices == null || choices.isEmpty()) && usage() == null;
    }

    private boolean looksLikeError(byte[] json) {
        ObjectNode object = OF_ERRORS.stream().anyMatch(fields::has) ? Json.objectOrNull(json) : null;
        return object != null
                && !object.path("object").asText().startsWith("chat.completion")
                && object.path("base_resp").path("status_code").asInt(1) != 0
                && ErrorBody.of(object).words() != null;
    }

    @Nullable JsonNode choices() {
        return fields.value("choices");
    }

    boolean hasUsage() {
        return fields.has("usage");
    }

    /** Null when there is none, or one without figures. */
    @Nullable JsonNode usage() {
        JsonNode usage = fields.value("usage");
        return usage != null && usage.isObject() ? usage : null;
    }

    /** As a whole answer has it; the name that was asked for where it has none. */
    String modelName() {
        JsonNode name = fields.value("model");
        return name != null && fields.hasText("model") ? name.textValue() : model.name();
    }

    /**
     * What must be changed before it is passed on, for {@link #with}: a missing name of the model becomes the name that
     * was asked for, and {@code "error": null} is removed, because OpenAI's Java client takes it for an error.
     */
    Map<String, byte[]> changes() {
        Map<String, byte[]> changes = new HashMap<>();
        if (!fields.hasText("model")) {
            changes.put("model", TopLevelFields.quoted(model.name()));
        }
        if (fields.has("error")) {
            changes.put("error", TopLevelFields.LEFT_OUT);
        }
        return changes;
    }

    byte[] with(Map<String, byte[]> changes) {
        return fields.with(changes);
    }
}
