package io.oblix.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Anthropic's Messages API. */
final class ClaudeWire implements WireFormat {

    @Override
    public boolean isChat(SimulatedRequest request) {
        return request.path().equals("/v1/messages");
    }

    @Override
    public @Nullable String other(SimulatedRequest request, List<String> models, List<String> loaded) {
        if (!request.path().equals("/v1/models")) {
            return null;
        }
        ObjectNode list = Json.object().put("has_more", false);
        var data = list.putArray("data");
        models.forEach(name -> data.addObject()
                .put("type", "model")
                .put("id", name)
                .put("display_name", name)
                .put("created_at", "2026-11-01T12:00:00Z"));
        return list.toString();
    }

    @Override
    public String whole(String model, SimulatedAnswer answer) {
        ObjectNode message = message(model, answer);
        ArrayNode content = message.putArray("content");
        if (!answer.text().isEmpty()) {
            content.addObject().put("type", "text").put("text", answer.text());
        }
        answer.calls().forEach(call -> content.add(block(call, call.arguments())));
        message.put("stop_reason", stopReason(answer));
        message.putObject("usage")
                .put("input_tokens", answer.promptTokens() - answer.cachedTokens())
                .put("cache_read_input_tokens", answer.cachedTokens())
                .put("output_tokens", answer.completionTokens());
        return message.toString();
    }

    private static ObjectNode message(String model, SimulatedAnswer answer) {
        ObjectNode message = Json.object()
                .put("id", "msg_simulated")
                .put("type", "message")
                .put("role", "assistant")
                .put("model", model);
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence");
        message.putObject("usage")
                .put("input_tokens", answer.promptTokens() - answer.cachedTokens())
                .put("cache_creation_input_tokens", 0)
                .put("cache_read_input_tokens", answer.cachedTokens())
                .put("output_tokens", 1);
        return message;
    }

    private static ObjectNode block(SimulatedToolCall call, ObjectNode input) {
        return Json.object()
                .put("type", "tool_use")
                .put("id", call.id())
                .put("name", call.name())
                .set("input", input);
    }

    private static String stopReason(SimulatedAnswer answer) {
        if (!answer.calls().isEmpty()) {
            return "tool_use";
        }
        return answer.finish().equals("length") ? "max_tokens" : "end_turn";
    }

    @Override
    public List<String> opening(String model, SimulatedAnswer answer) {
        ObjectNode start = Json.object().put("type", "message_start");
        start.set("message", message(model, answer));
        ObjectNode block = Json.object().put("type", "content_block_start").put("index", 0);
        block.putObject("content_block").put("type", "text").put("text", "");
        return List.of(event(start), event(block), event(Json.object().put("type", "ping")));
    }

    @Override
    public String piece(String model, String text) {
        ObjectNode delta = Json.object().put("type", "content_block_delta").put("index", 0);
        delta.putObject("delta").put("type", "text_delta").put("text", text);
        return event(delta);
    }

    @Override
    public List<String> end(String model, SimulatedAnswer answer, SimulatedRequest request) {
        ObjectNode delta = Json.object().put("type", "message_delta");
        delta.putObject("delta").put("stop_reason", stopReason(answer)).putNull("stop_sequence");
        delta.putObject("usage").put("output_tokens", answer.completionTokens());
        List<String> end = new ArrayList<>();
        end.add(event(of("content_block_stop", 0)));
        for (int i = 0; i < answer.calls().size(); i++) {
            SimulatedToolCall call = answer.calls().get(i);
            end.add(event(of("content_block_start", i + 1).set("content_block", block(call, Json.object()))));
            ObjectNode input = of("content_block_delta", i + 1);
            input.putObject("delta")
                    .put("type", "input_json_delta")
                    .put("partial_json", call.arguments().toString());
            end.add(event(input));
            end.add(event(of("content_block_stop", i + 1)));
        }
        end.add(event(delta));
        end.add(event(Json.object().put("type", "message_stop")));
        return end;
    }

    private static ObjectNode of(String type, int index) {
        return Json.object().put("type", type).put("index", index);
    }

    private static String event(ObjectNode json) {
        return "event: " + json.path("type").asText() + "\ndata: " + json + "\n\n";
    }

    @Override
    public String error(int status) {
        return error(status, "simulated error " + status);
    }

    private static String error(int status, String message) {
        String type =
                switch (status) {
                    case 400 -> "invalid_request_error";
                    case 401 -> "authentication_error";
                    case 403 -> "permission_error";
                    case 404 -> "not_found_error";
                    case 413 -> "request_too_large";
                    case 429 -> "rate_limit_error";
                    case 529 -> "overloaded_error";
                    default -> "api_error";
                };
        ObjectNode body = Json.object().put("type", "error");
        body.putObject("error").put("type", type).put("message", message);
        return body.put("request_id", "req_simulated").toString();
    }

    @Override
    public Fault.Status refusal(Fault.Reason reason) {
        return switch (reason) {
            case CONTEXT_EXCEEDED -> refusal(400, "prompt is too long: 210000 tokens > 200000 maximum");
            case CONTENT_POLICY -> refusal(400, "Output blocked by content filtering policy");
            case DEAD_KEY -> refusal(401, "invalid x-api-key");
            case OVERLOADED -> refusal(529, "Overloaded");
        };
    }

    private Fault.Status refusal(int status, String message) {
        return new Fault.Status(status, wholeContentType(), error(status, message), Map.of());
    }

    /** Newer models do not continue an assistant's turn; the others reject one that ends with white space. */
    @Override
    public Fault.@Nullable Status objection(SimulatedRequest request) {
        String prefill = request.prefill();
        if (prefill.isEmpty()) {
            return null;
        } else if (!request.body().path("model").asText().contains("-4-5")) {
            return refusal(
                    400,
                    "This model does not support assistant message prefill. The conversation must end with a user"
                            + " message.");
        }
        return prefill.equals(prefill.stripTrailing())
                ? null
                : refusal(400, "messages: final assistant content cannot end with trailing whitespace");
    }

    @Override
    public String errorEvent() {
        return "event: error\ndata: " + error(529) + "\n\n";
    }

    @Override
    public String malformed() {
        return "event: content_block_delta\ndata: {\"type\":\"half an ev\n\n";
    }
}
