package io.oblix.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenAI's chat completions and vectors; other paths have a format of their own. */
class OpenAiWire implements WireFormat {

    static final long CREATED = 1_793_534_400L;
    private static final int MAX_INPUTS = 2_048;

    @Override
    public boolean isChat(SimulatedRequest request) {
        return request.path().equals("/v1/chat/completions")
                || isForVectors(request)
                || isForText(request)
                || isForResponse(request);
    }

    private static boolean isForResponse(SimulatedRequest request) {
        return request.path().equals("/v1/responses");
    }

    private static boolean isForText(SimulatedRequest request) {
        return request.path().equals("/v1/completions");
    }

    @Override
    public WireFormat at(SimulatedRequest request) {
        if (isForResponse(request)) {
            return new OpenAiResponseWire();
        }
        return isForText(request) ? new OpenAiCompletionWire() : this;
    }

    private static boolean isForVectors(SimulatedRequest request) {
        return request.path().equals("/v1/embeddings");
    }

    @Override
    public Fault.@Nullable Status objection(SimulatedRequest request) {
        if (!isForVectors(request)) {
            return null;
        } else if (!SimulatedVectors.isMadeBy(request)) {
            return refusal(403, null, "You are not allowed to generate embeddings from this model");
        }
        return request.body().path("input").size() > MAX_INPUTS
                ? refusal(400, null, "Invalid 'input': array too long. Expected an array with maximum length 2048")
                : null;
    }

    @Override
    public String whole(SimulatedRequest request, SimulatedAnswer answer) {
        return isForVectors(request)
                ? SimulatedVectors.openAis(request, model(request))
                : whole(model(request), answer);
    }

    @Override
    public @Nullable String other(SimulatedRequest request, List<String> models, List<String> loaded) {
        if (!request.path().equals("/v1/models")) {
            return null;
        }
        ObjectNode list = Json.object().put("object", "list");
        var data = list.putArray("data");
        models.forEach(name -> data.addObject()
                .put("id", name)
                .put("object", "model")
                .put("created", CREATED)
                .put("owned_by", "simulator"));
        return list.toString();
    }

    @Override
    public String whole(String model, SimulatedAnswer answer) {
        ObjectNode whole = Json.object()
                .put("id", "chatcmpl-simulated")
                .put("object", "chat.completion")
                .put("created", CREATED)
                .put("model", model);
        ObjectNode choice = whole.putArray("choices").addObject().put("index", 0);
        ObjectNode message = choice.putObject("message")
                .put("role", "assistant")
                .put("content", answer.text())
                .putNull("refusal");
        message.putArray("annotations");
        if (!answer.calls().isEmpty()) {
            message.set("tool_calls", SimulatedToolCall.inOpenAis(answer.calls()));
        }
        choice.putNull("logprobs").put("finish_reason", answer.finish());
        if (answer.logprob() != null) {
            choice.putObject("logprobs").set("content", TokenLogprobs.of(answer.pieces(), answer.logprob()));
        }
        whole.set("usage", usage(answer));
        return whole.put("service_tier", "default")
                .put("system_fingerprint", "fp_simulated")
                .toString();
    }

    static ObjectNode usage(SimulatedAnswer answer) {
        ObjectNode usage = Json.object()
                .put("prompt_tokens", answer.promptTokens())
                .put("completion_tokens", answer.completionTokens())
                .put("total_tokens", answer.promptTokens() + answer.completionTokens());
        usage.putObject("prompt_tokens_details")
                .put("cached_tokens", answer.cachedTokens())
                .put("audio_tokens", 0);
        usage.putObject("completion_tokens_details").put("reasoning_tokens", 0);
        return usage;
    }

    @Override
    public List<String> opening(String model, SimulatedAnswer answer) {
        ObjectNode delta =
                Json.object().put("role", "assistant").put("content", "").putNull("refusal");
        return List.of(event(chunk(model, delta, null)));
    }

    @Override
    public String piece(String model, String text) {
        return event(chunk(model, Json.object().put("content", text), null));
    }

    @Override
    public String piece(String model, String text, @Nullable Double logprob) {
        if (logprob == null) {
            return piece(model, text);
        }
        ObjectNode chunk = chunk(model, Json.object().put("content", text), null);
        if (chunk.at("/choices/0") instanceof ObjectNode choice) {
            choice.putObject("logprobs").set("content", TokenLogprobs.of(List.of(text), logprob));
        }
        return event(chunk);
    }

    @Override
    public List<String> end(String model, SimulatedAnswer answer, SimulatedRequest request) {
        List<String> end = new ArrayList<>();
        if (!answer.calls().isEmpty()) {
            ObjectNode delta = Json.object();
            delta.set("tool_calls", SimulatedToolCall.inOpenAis(answer.calls()));
            end.add(event(chunk(model, delta, null)));
        }
        end.add(event(chunk(model, Json.object(), answer.finish())));
        if (request.body().path("stream_options").path("include_usage").asBoolean(false)) {
            ObjectNode usage = chunk(model, Json.object(), null);
            usage.putArray("choices");
            usage.set("usage", usage(answer));
            end.add(event(usage));
        }
        end.add("data: [DONE]\n\n");
        return end;
    }

    private static ObjectNode chunk(String model, ObjectNode delta, @Nullable String finish) {
        ObjectNode chunk = Json.object()
                .put("id", "chatcmpl-simulated")
                .put("object", "chat.completion.chunk")
                .put("created", CREATED)
                .put("model", model)
                .put("service_tier", "default")
                .put("system_fingerprint", "fp_simulated");
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.putNull("logprobs").put("finish_reason", finish);
        return chunk.put("obfuscation", "x7Qa");
    }

    static String event(ObjectNode json) {
        return "data: " + json + "\n\n";
    }

    @Override
    public String error(int status) {
        ObjectNode body = Json.object();
        body.putObject("error")
                .put("message", "simulated error " + status)
                .put("type", status >= 500 ? "server_error" : "invalid_request_error")
                .putNull("param")
                .putNull("code");
        return body.toString();
    }

    @Override
    public Fault.Status refusal(Fault.Reason reason) {
        return switch (reason) {
            case CONTEXT_EXCEEDED ->
                refusal(
                        400,
                        "context_length_exceeded",
                        "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000"
                                + " tokens. Please reduce the length of the messages.");
            case CONTENT_POLICY ->
                refusal(400, "content_policy_violation", "Your request was rejected as a result of our safety system.");
            case DEAD_KEY -> refusal(401, "invalid_api_key", "Incorrect API key provided.");
            case OVERLOADED ->
                refusal(503, "server_overloaded", "The engine is currently overloaded, please try again later.");
        };
    }

    final Fault.Status refusal(int status, @Nullable String code, String message) {
        ObjectNode body = Json.object();
        body.putObject("error")
                .put("message", message)
                .put("type", status < 500 ? "invalid_request_error" : "server_error")
                .put("code", code)
                .putNull("param");
        return new Fault.Status(status, wholeContentType(), body.toString(), Map.of());
    }

    /** Its models begin a new answer. */
    @Override
    public boolean continuesPrefill() {
        return false;
    }

    @Override
    public String errorEvent() {
        return "data: " + error(500) + "\n\n";
    }

    @Override
    public String malformed() {
        return "data: {\"id\":\"half an ev\n\n";
    }
}
