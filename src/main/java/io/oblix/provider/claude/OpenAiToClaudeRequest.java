package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Json;
import io.oblix.problem.RequestProblem;
import io.oblix.provider.CloudModels;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * OpenAI's chat completion request to Anthropic's Messages request. What is only a hint and has no place there is
 * dropped and listed; what would change the meaning if it were lost is refused before anything is sent.
 */
final class OpenAiToClaudeRequest {

    private static final Set<String> KNOWN = Set.of(
            "model",
            "messages",
            "stream",
            "stream_options",
            "max_tokens",
            "max_completion_tokens",
            "temperature",
            "top_p",
            "stop",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "user",
            "safety_identifier",
            "service_tier",
            "n");

    private final ObjectNode source;
    private final CloudModels.Entry model;
    private final ObjectNode body = Json.object();
    private final Set<String> ignored = new TreeSet<>();

    OpenAiToClaudeRequest(ChatRequest request, String modelName, CloudModels.Entry model) {
        this.source = request.body();
        this.model = model;
        refuseWhatWouldBeLost();
        body.put("model", modelName);
        body.put("max_tokens", maxTokens());
        OpenAiToClaudeMessages messages = new OpenAiToClaudeMessages(request.messages());
        body.set("messages", messages.messages());
        if (!messages.system().isEmpty()) {
            body.set("system", messages.system());
        }
        body.put("stream", true);
        sampling();
        stop();
        user();
        serviceTier();
        OpenAiToClaudeTools.add(source, messages.usedTools(), body);
        listIgnored();
    }

    byte[] bytes() {
        return Json.bytes(body);
    }

    List<String> ignoredParams() {
        return List.copyOf(ignored);
    }

    boolean sendsSampling() {
        return body.has("temperature") || body.has("top_p");
    }

    private void refuseWhatWouldBeLost() {
        if (source.path("n").asInt(1) > 1) {
            throw RequestProblem.invalid(
                    "n", "unsupported_value", "Claude gives one answer per request: 'n' must be 1.");
        }
        for (JsonNode modality : source.path("modalities")) {
            if (!modality.asText().equals("text")) {
                throw RequestProblem.invalid(
                        "modalities", "unsupported_value", "Claude answers in text: 'modalities' must be [\"text\"].");
            }
        }
        String format = Json.text(source.path("response_format"), "type");
        if (format != null && !format.equals("text")) {
            throw RequestProblem.invalid(
                    "response_format",
                    "unsupported_value",
                    "'response_format' is not translated for Claude yet; ask for JSON in the prompt, or another model.");
        }
    }

    /** Anthropic demands it, and takes 0 as "generate nothing", which no OpenAI client means. */
    private int maxTokens() {
        for (String field : new String[] {"max_completion_tokens", "max_tokens"}) {
            JsonNode limit = source.path(field);
            if (limit.isIntegralNumber()) {
                if (limit.asLong() < 1) {
                    throw RequestProblem.invalid(
                            field,
                            "integer_below_min_value",
                            "Invalid '" + field + "': integer below minimum value. Expected a value >= 1, but got "
                                    + limit.asText() + " instead.");
                }
                return (int) Math.min(limit.asLong(), Integer.MAX_VALUE);
            }
        }
        return model.maxOutputTokens();
    }

    /** OpenAI's temperatures go to 2, Claude's to 1; and the models that take one of the two do not take both. */
    private void sampling() {
        JsonNode temperature = source.path("temperature");
        JsonNode topP = source.path("top_p");
        if (!model.sampling()) {
            ignoreIfNumber("temperature", temperature);
            ignoreIfNumber("top_p", topP);
        } else if (temperature.isNumber()) {
            double clamped = Math.max(0, Math.min(1, temperature.doubleValue()));
            body.put("temperature", clamped);
            if (clamped != temperature.doubleValue()) {
                ignored.add("temperature");
            }
            ignoreIfNumber("top_p", topP);
        } else if (topP.isNumber()) {
            body.set("top_p", topP);
        }
    }

    private void ignoreIfNumber(String field, JsonNode value) {
        if (value.isNumber()) {
            ignored.add(field);
        }
    }

    /** Anthropic refuses a stop sequence of nothing but white space. */
    private void stop() {
        JsonNode stop = source.path("stop");
        ArrayNode sequences = Json.MAPPER.createArrayNode();
        if (stop.isTextual() && !stop.textValue().isBlank()) {
            sequences.add(stop);
        }
        for (JsonNode sequence : stop.isArray() ? stop : sequences.arrayNode()) {
            if (sequence.isTextual() && !sequence.textValue().isBlank()) {
                sequences.add(sequence);
            }
        }
        if (!sequences.isEmpty()) {
            body.set("stop_sequences", sequences);
        }
    }

    /** An opaque name is passed on; an address or a number of a person is not. */
    private void user() {
        for (String field : new String[] {"safety_identifier", "user"}) {
            String user = Json.text(source, field);
            if (user != null && !user.isBlank()) {
                if (user.contains("@") || user.matches("\\+?[0-9 ()-]{7,}")) {
                    ignored.add(field);
                } else {
                    body.putObject("metadata").put("user_id", user);
                }
                return;
            }
        }
    }

    private void serviceTier() {
        String tier = Json.text(source, "service_tier");
        if (tier == null) {
            return;
        }
        switch (tier) {
            case "auto", "priority" -> body.put("service_tier", "auto");
            case "default" -> body.put("service_tier", "standard_only");
            default -> ignored.add("service_tier");
        }
    }

    private void listIgnored() {
        for (Map.Entry<String, JsonNode> field : source.properties()) {
            JsonNode value = field.getValue();
            boolean means = !value.isNull()
                    && !(value.isBoolean() && !value.booleanValue())
                    && !(value.isNumber() && value.doubleValue() == 0);
            boolean plainText =
                    field.getKey().equals("modalities") || field.getKey().equals("response_format");
            if (!KNOWN.contains(field.getKey()) && means && !plainText) {
                ignored.add(field.getKey());
            }
        }
    }
}
