package io.oblix.provider.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Json;
import io.oblix.facts.RequestFactsReader;
import io.oblix.facts.TokenEstimate;
import io.oblix.problem.RequestProblem;
import io.oblix.provider.UpstreamText;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's chat completion request to Ollama's {@code /api/chat}. Options are sent only where the caller set them, so
 * that the Modelfile's defaults survive; and Ollama is told neither to drop the oldest messages nor to forget half of
 * an answer when the window is full, both of which it does in silence by default. It is always told: versions that are
 * too old to know {@code truncate} and {@code shift} here ignore fields that they do not know.
 */
final class OpenAiToOllamaRequest {

    /** Fields that are translated, or that mean nothing here when they have the value that we accept. */
    private static final Set<String> KNOWN = Set.of(
            "model",
            "messages",
            "stream",
            "stream_options",
            "max_tokens",
            "max_completion_tokens",
            "temperature",
            "top_p",
            "top_k",
            "min_p",
            "seed",
            "stop",
            "frequency_penalty",
            "presence_penalty",
            "response_format",
            "reasoning_effort",
            "tools",
            "functions",
            "logprobs",
            "top_logprobs",
            "n");

    private static final Map<String, String> OPTIONS = Map.of(
            "temperature", "temperature",
            "top_p", "top_p",
            "top_k", "top_k",
            "min_p", "min_p",
            "seed", "seed",
            "frequency_penalty", "frequency_penalty",
            "presence_penalty", "presence_penalty");

    private final ObjectNode source;
    private final ObjectNode body = Json.object();
    private final Set<String> ignored = new TreeSet<>();

    /** @param abilities the model's; null where they are not known */
    OpenAiToOllamaRequest(
            ChatRequest request,
            String model,
            @Nullable String keepAlive,
            ContextWindow window,
            OllamaHost.@Nullable Abilities abilities) {
        this.source = request.body();
        body.put("model", model);
        body.set("messages", new OpenAiToOllamaMessages(request.messages()).toJson());
        body.put("stream", true);
        body.put("truncate", false);
        body.put("shift", false);
        if (keepAlive != null) {
            body.put("keep_alive", keepAlive);
        }
        options(request, window);
        format();
        think(abilities);
        tools();
        logprobs();
        refuseWhatWouldBeLost();
        listIgnored();
    }

    byte[] bytes() {
        return Json.bytes(body);
    }

    List<String> ignoredParams() {
        return List.copyOf(ignored);
    }

    private void options(ChatRequest request, ContextWindow window) {
        ObjectNode options = Json.object();
        OPTIONS.forEach((field, option) -> {
            JsonNode value = source.path(field);
            if (value.isNumber()) {
                options.set(option, value);
            }
        });
        int maxOutputTokens = RequestFactsReader.maxOutputTokens(request);
        if (maxOutputTokens > 0) {
            options.put("num_predict", maxOutputTokens);
        }
        JsonNode stop = source.path("stop");
        if (stop.isTextual()) {
            options.putArray("stop").add(stop);
        } else if (stop.isArray() && !stop.isEmpty()) {
            options.set("stop", stop);
        }
        int numCtx = window.numCtx(TokenEstimate.of(request), maxOutputTokens);
        if (numCtx > 0) {
            options.put("num_ctx", numCtx);
        }
        if (!options.isEmpty()) {
            body.set("options", options);
        }
    }

    private void format() {
        JsonNode format = source.path("response_format");
        String type = Json.text(format, "type");
        if ("json_object".equals(type)) {
            body.put("format", "json");
        } else if ("json_schema".equals(type)) {
            JsonNode schema = format.path("json_schema").path("schema");
            body.set("format", schema.isObject() ? schema : TextNode.valueOf("json"));
        } else if (!format.isMissingNode() && !format.isNull() && !"text".equals(type)) {
            throw RequestProblem.invalid(
                    "response_format.type",
                    "invalid_value",
                    "Invalid value for 'response_format.type'. Supported values are: 'json_object', 'json_schema', and"
                            + " 'text'.");
        }
    }

    /** A model that cannot think refuses to be asked for it; what is not known of a model is not asked of it. */
    private void think(OllamaHost.@Nullable Abilities abilities) {
        String effort = Json.text(source, "reasoning_effort");
        if (effort == null) {
            return;
        }
        JsonNode think = think(effort);
        boolean able = abilities != null && abilities.thinking();
        if (able) {
            body.set("think", think);
        }
        boolean approximate = effort.equals("xhigh") || effort.equals("ultra");
        boolean doneAnyway = abilities != null && effort.equals("none");
        if (approximate || !(able || doneAnyway)) {
            ignored.add("reasoning_effort");
        }
    }

    private static JsonNode think(String effort) {
        return switch (effort) {
            case "none" -> BooleanNode.FALSE;
            case "minimal", "low" -> TextNode.valueOf("low");
            case "medium", "high", "max" -> TextNode.valueOf(effort);
            case "xhigh", "ultra" -> TextNode.valueOf("max");
            default ->
                throw RequestProblem.invalid(
                        "reasoning_effort",
                        "invalid_value",
                        "Invalid value for 'reasoning_effort'. Supported values are: 'none', 'minimal', 'low',"
                                + " 'medium', 'high', 'xhigh', and 'max'.");
        };
    }

    private void tools() {
        JsonNode tools = source.path("tools");
        if (!tools.isEmpty() && !"none".equals(Json.text(source, "tool_choice"))) {
            refuseCustomTools(tools);
            body.set("tools", tools);
        } else if (tools.isEmpty() && !"none".equals(Json.text(source, "function_call"))) {
            source.path("functions")
                    .forEach(function -> body.withArray("tools")
                            .addObject()
                            .put("type", "function")
                            .set("function", function));
        }
    }

    private static void refuseCustomTools(JsonNode tools) {
        for (int i = 0; i < tools.size(); i++) {
            String type = Json.text(tools.get(i), "type");
            if (type != null && !type.equals("function")) {
                throw RequestProblem.invalid(
                        "tools[" + i + "].type",
                        "unsupported_value",
                        "Ollama's models call functions; a tool of the type '" + UpstreamText.clean(type)
                                + "' would be lost.");
            }
        }
    }

    private void logprobs() {
        if (source.path("logprobs").asBoolean(false)) {
            body.put("logprobs", true);
            if (source.path("top_logprobs").isInt()) {
                body.set("top_logprobs", source.path("top_logprobs"));
            }
        }
    }

    private void refuseWhatWouldBeLost() {
        if (source.path("n").asInt(1) > 1) {
            throw RequestProblem.invalid(
                    "n", "unsupported_value", "Ollama gives one answer per request: 'n' must be 1.");
        }
        for (JsonNode modality : source.path("modalities")) {
            if (!modality.asText().equals("text")) {
                throw RequestProblem.invalid(
                        "modalities", "unsupported_value", "Ollama answers in text: 'modalities' must be [\"text\"].");
            }
        }
    }

    private void listIgnored() {
        Iterator<Map.Entry<String, JsonNode>> fields = source.properties().iterator();
        while (fields.hasNext()) {
            Map.Entry<String, JsonNode> field = fields.next();
            if (!KNOWN.contains(field.getKey()) && means(field.getKey(), field.getValue())) {
                ignored.add(field.getKey());
            }
        }
    }

    /** Whether leaving the field out changes anything. */
    private static boolean means(String field, JsonNode value) {
        return switch (field) {
            case "tool_choice", "function_call" ->
                !value.asText().equals("auto") && !value.asText().equals("none") && !value.isNull();
            case "parallel_tool_calls" -> value.isBoolean() && !value.booleanValue();
            case "modalities" -> false;
            default ->
                !value.isNull()
                        && !(value.isBoolean() && !value.booleanValue())
                        && !(value.isNumber() && value.doubleValue() == 0);
        };
    }
}
