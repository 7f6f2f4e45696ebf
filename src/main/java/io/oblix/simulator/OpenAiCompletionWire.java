package io.oblix.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** OpenAI's completions, which only its old models serve. */
final class OpenAiCompletionWire extends OpenAiWire {

    @Override
    public Fault.@Nullable Status objection(SimulatedRequest request) {
        return request.body().path("model").asText().contains("instruct")
                ? null
                : refusal(
                        404,
                        null,
                        "This is a chat model and not supported in the v1/completions endpoint. Did you mean to use"
                                + " v1/chat/completions?");
    }

    @Override
    public String whole(SimulatedRequest request, SimulatedAnswer answer) {
        ObjectNode whole = envelope(model(request));
        ArrayNode choices = whole.putArray("choices");
        int prompts = request.body().path("prompt").isArray()
                ? request.body().path("prompt").size()
                : 1;
        for (int i = 0; i < prompts * request.body().path("n").asInt(1); i++) {
            add(choices, answer.text(), answer.finish()).put("index", i);
        }
        return whole.set("usage", usage(answer)).toString();
    }

    @Override
    public List<String> opening(String model, SimulatedAnswer answer) {
        return List.of();
    }

    @Override
    public String piece(String model, String text) {
        ObjectNode chunk = envelope(model);
        add(chunk.putArray("choices"), text, null);
        return event(chunk);
    }

    @Override
    public List<String> end(String model, SimulatedAnswer answer, SimulatedRequest request) {
        List<String> end = new ArrayList<>();
        ObjectNode finish = envelope(model);
        add(finish.putArray("choices"), "", answer.finish());
        end.add(event(finish));
        if (request.body().path("stream_options").path("include_usage").asBoolean()) {
            ObjectNode counts = envelope(model);
            counts.putArray("choices");
            end.add(event(counts.set("usage", usage(answer))));
        }
        end.add("data: [DONE]\n\n");
        return end;
    }

    private static ObjectNode envelope(String model) {
        return Json.object()
                .put("id", "cmpl-simulated")
                .put("object", "text_completion")
                .put("created", CREATED)
                .put("model", model);
    }

    private static ObjectNode add(ArrayNode choices, String text, @Nullable String finish) {
        ObjectNode choice = choices.addObject().put("text", text).put("index", 0);
        return choice.putNull("logprobs").put("finish_reason", finish);
    }
}
