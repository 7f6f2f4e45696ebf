package io.oblix.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** OpenAI's Responses. It counts the events of its stream, so each request has one of its own. */
final class OpenAiResponseWire extends OpenAiWire {

    private static final String ID = "resp_" + "0123456789abcdef".repeat(3);
    private static final String MESSAGE = "msg_" + "0123456789abcdef".repeat(3);

    private int events;

    @Override
    public Fault.@Nullable Status objection(SimulatedRequest request) {
        return request.body().hasNonNull("previous_response_id")
                ? refusal(
                        400,
                        "previous_response_not_found",
                        "Previous response with id '"
                                + request.body().path("previous_response_id").asText() + "' not found.")
                : null;
    }

    @Override
    public String whole(SimulatedRequest request, SimulatedAnswer answer) {
        return response(model(request), answer).toString();
    }

    private static ObjectNode begun(String model) {
        ObjectNode response = Json.object()
                .put("id", ID)
                .put("object", "response")
                .put("created_at", CREATED)
                .put("status", "in_progress")
                .putNull("error")
                .putNull("incomplete_details")
                .put("model", model);
        response.putArray("output");
        return response;
    }

    private static ObjectNode response(String model, SimulatedAnswer answer) {
        boolean cut = answer.finish().equals("length");
        ObjectNode response = begun(model).put("status", cut ? "incomplete" : "completed");
        if (cut) {
            response.putObject("incomplete_details").put("reason", "max_output_tokens");
        }
        ArrayNode output = response.putArray("output");
        output.add(message(answer, cut ? "incomplete" : "completed"));
        answer.calls().forEach(call -> output.add(call(call)));
        ObjectNode usage = response.putObject("usage")
                .put("input_tokens", answer.promptTokens())
                .put("output_tokens", answer.completionTokens())
                .put("total_tokens", answer.promptTokens() + answer.completionTokens());
        usage.putObject("input_tokens_details").put("cached_tokens", answer.cachedTokens());
        usage.putObject("output_tokens_details").put("reasoning_tokens", 0);
        return response;
    }

    private static ObjectNode message(SimulatedAnswer answer, String status) {
        ObjectNode message = Json.object()
                .put("id", MESSAGE)
                .put("type", "message")
                .put("status", status)
                .put("role", "assistant");
        message.putArray("content").add(part(answer.text()));
        return message;
    }

    private static ObjectNode part(String text) {
        ObjectNode part = Json.object().put("type", "output_text").put("text", text);
        part.putArray("annotations");
        return part;
    }

    private static ObjectNode call(SimulatedToolCall call) {
        return Json.object()
                .put("id", "fc_" + call.id())
                .put("type", "function_call")
                .put("status", "completed")
                .put("call_id", call.id())
                .put("name", call.name())
                .put("arguments", call.arguments().toString());
    }

    @Override
    public List<String> opening(String model, SimulatedAnswer answer) {
        ObjectNode item = Json.object()
                .put("id", MESSAGE)
                .put("type", "message")
                .put("status", "in_progress")
                .put("role", "assistant");
        item.putArray("content");
        return List.of(
                event("response.created", Json.object().set("response", begun(model))),
                event("response.in_progress", Json.object().set("response", begun(model))),
                event("response.output_item.added", place(0).set("item", item)),
                event("response.content_part.added", inPart().set("part", part(""))));
    }

    @Override
    public String piece(String model, String text) {
        ObjectNode delta = inPart().put("delta", text);
        delta.putArray("logprobs");
        return event("response.output_text.delta", delta.put("obfuscation", "x7Qa"));
    }

    @Override
    public String piece(String model, String text, @Nullable Double logprob) {
        return piece(model, text);
    }

    @Override
    public List<String> end(String model, SimulatedAnswer answer, SimulatedRequest request) {
        List<String> end = new ArrayList<>();
        end.add(event("response.output_text.done", inPart().put("text", answer.text())));
        end.add(event("response.content_part.done", inPart().set("part", part(answer.text()))));
        end.add(event("response.output_item.done", place(0).set("item", message(answer, "completed"))));
        for (int i = 0; i < answer.calls().size(); i++) {
            ObjectNode call = call(answer.calls().get(i));
            ObjectNode open = call.deepCopy().put("status", "in_progress").put("arguments", "");
            String id = call.path("id").asText();
            String arguments = call.path("arguments").asText();
            end.add(event("response.output_item.added", place(i + 1).set("item", open)));
            end.add(event(
                    "response.function_call_arguments.delta",
                    place(i + 1).put("item_id", id).put("delta", arguments)));
            end.add(event(
                    "response.function_call_arguments.done",
                    place(i + 1).put("item_id", id).put("arguments", arguments)));
            end.add(event("response.output_item.done", place(i + 1).set("item", call)));
        }
        ObjectNode response = response(model, answer);
        String type = "response." + response.path("status").asText();
        end.add(event(type, Json.object().set("response", response)));
        return end;
    }

    /** A 404 without a code would say that there is no such path. */
    @Override
    public String error(int status) {
        return status == 404
                ? refusal(404, "model_not_found", "The requested model does not exist.")
                        .body()
                : super.error(status);
    }

    @Override
    public String errorEvent() {
        ObjectNode error = Json.object();
        error.putObject("error")
                .put("type", "server_error")
                .put("code", "server_error")
                .put("message", "simulated error 500")
                .putNull("param");
        return event("error", error);
    }

    @Override
    public String malformed() {
        return "event: response.output_text.delta\ndata: {\"type\":\"half an ev\n\n";
    }

    private static ObjectNode place(int index) {
        return Json.object().put("output_index", index);
    }

    private static ObjectNode inPart() {
        return place(0).put("item_id", MESSAGE).put("content_index", 0);
    }

    private String event(String type, ObjectNode fields) {
        ObjectNode event = Json.object().put("type", type).put("sequence_number", events++);
        return "event: " + type + "\ndata: " + event.setAll(fields) + "\n\n";
    }
}
