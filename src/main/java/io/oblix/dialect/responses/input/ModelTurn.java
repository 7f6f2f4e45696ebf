package io.oblix.dialect.responses.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.json.Texts;
import io.oblix.problem.RequestProblem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One turn of a model: what the items between two of the user's say, and the results of its calls behind it. */
final class ModelTurn {

    /** A call, with its result once that is known. */
    static final class Call {
        private final String id;
        private final String name;
        private final String arguments;
        private @Nullable JsonNode result;

        Call(String id, String name, String arguments) {
            this.id = id;
            this.name = name;
            this.arguments = arguments;
        }

        String name() {
            return name;
        }

        void answer(JsonNode content) {
            result = content;
        }
    }

    private final ArrayNode texts = Json.MAPPER.createArrayNode();
    private final StringBuilder refusal = new StringBuilder(0);
    private final StringBuilder thought = new StringBuilder(0);
    private final ArrayNode thinking = Json.MAPPER.createArrayNode();
    private final List<Call> calls = new ArrayList<>(1);

    void say(JsonNode content) {
        if (content instanceof ArrayNode parts) {
            texts.addAll(parts);
        } else if (!Texts.isEmpty(content)) {
            texts.addObject().put("type", "text").set("text", content);
        }
    }

    void refuse(String words) {
        refusal.append(words);
    }

    void think(String text, ArrayNode signed) {
        thought.append(thought.isEmpty() || text.isEmpty() ? "" : "\n").append(text);
        thinking.addAll(signed);
    }

    void call(Call call) {
        calls.add(call);
    }

    /** @throws RequestProblem when a call has no result */
    void addTo(ArrayNode messages) {
        if (texts.isEmpty() && refusal.isEmpty() && calls.isEmpty() && thought.isEmpty() && thinking.isEmpty()) {
            return;
        }
        ObjectNode message = messages.addObject().put("role", "assistant");
        if (texts.size() == 1 && texts.get(0).size() == 2) {
            message.set("content", texts.get(0).get("text"));
        } else if (texts.isEmpty()) {
            message.put("content", calls.isEmpty() ? "" : null);
        } else {
            message.set("content", texts);
        }
        if (!refusal.isEmpty()) {
            message.put("refusal", refusal.toString());
        }
        if (!thought.isEmpty()) {
            message.put("reasoning_content", thought.toString());
        }
        if (!thinking.isEmpty()) {
            message.set("thinking_blocks", thinking);
        }
        if (calls.isEmpty()) {
            return;
        }
        ArrayNode called = message.putArray("tool_calls");
        for (Call call : calls) {
            called.addObject()
                    .put("id", call.id)
                    .put("type", "function")
                    .putObject("function")
                    .put("name", call.name)
                    .put("arguments", call.arguments);
            JsonNode result = call.result;
            if (result == null) {
                throw RequestProblem.invalid("input", null, "No tool output found for function call " + call.id + ".");
            }
            messages.addObject()
                    .put("role", "tool")
                    .put("tool_call_id", call.id)
                    .set("content", result);
        }
    }
}
