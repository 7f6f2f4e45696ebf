package io.oblix.telemetry.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ChatRequest;
import io.oblix.json.Json;
import io.opentelemetry.api.trace.Span;
import java.util.List;

/**
 * Prompts and answers in spans, where {@code oblix.telemetry.content} says so, in OpenTelemetry's form and in
 * OpenInference's. Pictures and files are left out, and long texts are cut.
 */
final class Texts {

    /** Of one attribute, in characters. */
    static final int MAX_CHARS = 32_768;

    private Texts() {}

    static void asked(Span span, ChatRequest request) {
        ArrayNode messages = Json.MAPPER.createArrayNode();
        StringBuilder plain = new StringBuilder();
        int left = MAX_CHARS;
        for (JsonNode message : request.messages()) {
            String text = text(message.path("content"));
            String kept = text.length() > left ? text.substring(0, Math.max(0, left)) : text;
            left -= kept.length();
            ObjectNode told =
                    messages.addObject().put("role", message.path("role").asText());
            ArrayNode parts = told.putArray("parts");
            if (!kept.isEmpty()) {
                parts.addObject().put("type", "text").put("content", kept);
            }
            for (JsonNode call : message.path("tool_calls")) {
                parts.addObject()
                        .put("type", "tool_call")
                        .put("id", call.path("id").asText())
                        .put("name", call.path("function").path("name").asText());
            }
            plain.append(plain.length() == 0 ? "" : "\n").append(kept);
        }
        span.setAttribute(Names.INPUT_MESSAGES, messages.toString());
        span.setAttribute(Names.INPUT_VALUE, plain.toString());
    }

    private static String text(JsonNode content) {
        if (content.isTextual()) {
            return content.textValue();
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            text.append(part.path("text").asText(""));
        }
        return text.toString();
    }

    static void answered(Span span, String answer, List<String> finishReasons) {
        String kept = answer.length() > MAX_CHARS ? answer.substring(0, MAX_CHARS) : answer;
        ArrayNode messages = Json.MAPPER.createArrayNode();
        ObjectNode message = messages.addObject().put("role", "assistant");
        message.putArray("parts").addObject().put("type", "text").put("content", kept);
        message.put("finish_reason", finishReasons.isEmpty() ? "error" : finishReasons.get(0));
        span.setAttribute(Names.OUTPUT_MESSAGES, messages.toString());
        span.setAttribute(Names.OUTPUT_VALUE, kept);
    }
}
