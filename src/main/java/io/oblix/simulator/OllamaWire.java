package io.oblix.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ollama's native API. */
class OllamaWire implements WireFormat {

    private static final String TIME = "2026-11-01T12:00:00Z";

    @Override
    public boolean isChat(SimulatedRequest request) {
        return request.path().equals("/api/chat") || isForVectors(request) || isForText(request);
    }

    private static boolean isForVectors(SimulatedRequest request) {
        return request.path().equals("/api/embed");
    }

    /** Whether its model can fill a gap, by its name. */
    static boolean inserts(SimulatedRequest request) {
        return request.body().path("model").asText().contains("coder");
    }

    @Override
    public Fault.@Nullable Status objection(SimulatedRequest request) {
        return isForVectors(request) && !SimulatedVectors.isMadeBy(request)
                ? refusal(501, "this model does not support embeddings")
                : null;
    }

    @Override
    public String whole(SimulatedRequest request, SimulatedAnswer answer) {
        return isForVectors(request)
                ? SimulatedVectors.ollamas(request, model(request))
                : whole(model(request), answer);
    }

    @Override
    public boolean isLoad(SimulatedRequest request) {
        return request.path().equals("/api/generate") && !isForText(request);
    }

    private static boolean isForText(SimulatedRequest request) {
        return request.path().equals("/api/generate")
                && !request.body().path("prompt").asText().isEmpty();
    }

    @Override
    public WireFormat at(SimulatedRequest request) {
        return isForText(request) ? new OllamaGenerateWire() : this;
    }

    @Override
    public @Nullable String other(SimulatedRequest request, List<String> models, List<String> loaded) {
        return switch (request.path()) {
            case "/api/version" -> "{\"version\":\"0.33.0\"}";
            case "/api/tags" -> models(models);
            case "/api/ps" -> models(loaded);
            case "/api/generate" ->
                OllamaGenerateWire.generated(line(request.body().path("model").asText(), "")
                        .put("done", true)
                        .put("done_reason", "load"));
            case "/api/show" ->
                SimulatedVectors.isMadeBy(request)
                        ? "{\"capabilities\":[\"embedding\"],\"model_info\":{}}"
                        : "{\"capabilities\":[\"completion\",\"tools\",\"vision\""
                                + (inserts(request) ? ",\"insert\"" : "")
                                + "],\"model_info\":{\"general.architecture\":\"simulated\",\"simulated.context_length\":32768}}";
            default -> null;
        };
    }

    private static String models(List<String> models) {
        ObjectNode list = Json.object();
        var entries = list.putArray("models");
        models.forEach(name -> entries.addObject()
                .put("name", name)
                .put("model", name)
                .put("modified_at", TIME)
                .put("size", 1_321_098_329L)
                .put("digest", "sha256:" + Integer.toHexString(name.hashCode()))
                .put("context_length", 32768)
                .put("size_vram", 0)
                .put("remote_host", name.endsWith("-cloud") ? "https://ollama.com:443" : null));
        return list.toString();
    }

    @Override
    public String wholeContentType() {
        return "application/json; charset=utf-8";
    }

    @Override
    public String streamContentType() {
        return "application/x-ndjson";
    }

    @Override
    public boolean wantsStream(SimulatedRequest request) {
        return request.body().path("stream").asBoolean(!isForVectors(request));
    }

    @Override
    public String whole(String model, SimulatedAnswer answer) {
        ObjectNode line = last(model, answer.text(), answer);
        if (answer.logprob() != null) {
            line.set("logprobs", TokenLogprobs.of(answer.pieces(), answer.logprob()));
        }
        call(line, answer);
        return line + "\n";
    }

    @Override
    public List<String> opening(String model, SimulatedAnswer answer) {
        return List.of();
    }

    @Override
    public String piece(String model, String text) {
        return line(model, text).put("done", false) + "\n";
    }

    @Override
    public String piece(String model, String text, @Nullable Double logprob) {
        if (logprob == null) {
            return piece(model, text);
        }
        ObjectNode line = line(model, text).put("done", false);
        line.set("logprobs", TokenLogprobs.of(List.of(text), logprob));
        return line + "\n";
    }

    @Override
    public List<String> end(String model, SimulatedAnswer answer, SimulatedRequest request) {
        String last = last(model, "", answer) + "\n";
        if (answer.calls().isEmpty()) {
            return List.of(last);
        }
        ObjectNode calls = line(model, "").put("done", false);
        call(calls, answer);
        return List.of(calls + "\n", last);
    }

    private static void call(ObjectNode line, SimulatedAnswer answer) {
        if (!answer.calls().isEmpty() && line.path("message") instanceof ObjectNode message) {
            message.set("tool_calls", SimulatedToolCall.inOllamas(answer.calls()));
        }
    }

    private static ObjectNode line(String model, String text) {
        ObjectNode line = Json.object().put("model", model).put("created_at", TIME);
        line.putObject("message").put("role", "assistant").put("content", text);
        return line;
    }

    private static ObjectNode last(String model, String text, SimulatedAnswer answer) {
        return line(model, text)
                .put("done", true)
                // Ollama has no other word where a model calls tools.
                .put("done_reason", answer.calls().isEmpty() ? answer.finish() : "stop")
                .put("total_duration", 5_000_000_000L)
                .put("load_duration", 10_000_000L)
                .put("prompt_eval_count", answer.promptTokens())
                .put("prompt_eval_duration", 1_000_000 * answer.readMillis())
                .put("eval_count", answer.completionTokens())
                .put("eval_duration", 1_000_000 * answer.writeMillis());
    }

    @Override
    public String error(int status) {
        return Json.object().put("error", "simulated error " + status).toString();
    }

    @Override
    public Fault.Status refusal(Fault.Reason reason) {
        return switch (reason) {
            case CONTEXT_EXCEEDED -> refusal(400, "the input length exceeds the context length");
            case CONTENT_POLICY -> refusal(400, "this content is not allowed");
            case DEAD_KEY -> refusal(401, "unauthorized");
            case OVERLOADED -> refusal(503, "server busy, please try again. maximum pending requests exceeded");
        };
    }

    final Fault.Status refusal(int status, String message) {
        return new Fault.Status(
                status, wholeContentType(), Json.object().put("error", message).toString(), Map.of());
    }

    @Override
    public String errorEvent() {
        return Json.object().put("error", "simulated error in the stream") + "\n";
    }

    @Override
    public String malformed() {
        return "{\"model\":\"half a li\n";
    }
}
