package io.oblix.dialect.responses.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The turns of a conversation in their order. All that the model says between two messages is one turn, and its calls are
 * open until their results come, perhaps after other items.
 */
final class Turns {

    /** A message, or a turn of the model, which is written at the end because results may come late. */
    private sealed interface Turn permits Message, Model {
        void addTo(ArrayNode out);
    }

    private record Message(ObjectNode json) implements Turn {
        @Override
        public void addTo(ArrayNode out) {
            out.add(json);
        }
    }

    private record Model(ModelTurn said) implements Turn {
        @Override
        public void addTo(ArrayNode out) {
            said.addTo(out);
        }
    }

    private final List<Turn> all = new ArrayList<>();
    private final Map<String, ModelTurn.Call> open = new LinkedHashMap<>();
    private @Nullable ModelTurn current;

    /** A message of anything but the model, which ends the model's turn. */
    void message(String role, JsonNode content) {
        current = null;
        all.add(new Message(Json.object().put("role", role).set("content", content)));
    }

    /** The model's turn, which begins here if it has not yet. */
    ModelTurn ofModel() {
        ModelTurn now = current;
        if (now == null) {
            now = new ModelTurn();
            current = now;
            all.add(new Model(now));
        }
        return now;
    }

    void call(String id, String name, String arguments) {
        ModelTurn.Call call = new ModelTurn.Call(id, name, arguments);
        ofModel().call(call);
        open.put(id, call);
    }

    /**
     * The result of a call, which ends the model's turn.
     *
     * @return false when no such call is open
     */
    boolean answer(@Nullable String id, JsonNode content) {
        ModelTurn.Call call = id == null ? null : open.remove(id);
        if (call == null) {
            return false;
        }
        call.answer(content);
        current = null;
        return true;
    }

    /** The id of the call that an item answers. Some clients name the tool instead, or the call by the id of its item. */
    @Nullable String callOf(JsonNode item) {
        String id = Json.text(item, "call_id");
        if (id != null) {
            return id;
        }
        String name = Json.text(item, "name");
        String last = Json.text(item, "id");
        for (Map.Entry<String, ModelTurn.Call> entry : open.entrySet()) {
            last = entry.getValue().name().equals(name) ? entry.getKey() : last;
        }
        return last;
    }

    /** As messages of a chat completion. */
    ArrayNode messages() {
        ArrayNode out = Json.MAPPER.createArrayNode();
        all.forEach(turn -> turn.addTo(out));
        return out;
    }
}
