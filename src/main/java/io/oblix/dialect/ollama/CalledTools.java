package io.oblix.dialect.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tool calls of an answer. Ollama sends each whole, with its arguments as an object. */
final class CalledTools {

    private static final Logger LOG = LoggerFactory.getLogger(CalledTools.class);

    private final List<Call> calls = new ArrayList<>(0);
    private final boolean ids;

    CalledTools(boolean ids) {
        this.ids = ids;
    }

    /**
     * @param index of the provider's answer; where another model went on, the first may have used the lower ones
     * @param takesText whether it is a custom tool, which takes text and no JSON
     */
    private record Call(int index, String id, String name, boolean takesText, StringBuilder input) {}

    /** Notes a call or a piece of one; any other event is ignored. */
    void add(AnswerEvent event) {
        if (event instanceof AnswerEvent.ToolCallStart call) {
            calls.add(new Call(call.index(), call.id(), call.name(), false, new StringBuilder(call.arguments())));
        } else if (event instanceof AnswerEvent.ToolCallArguments arguments) {
            append(arguments.index(), arguments.json());
        } else if (event instanceof AnswerEvent.CustomToolCallStart call) {
            calls.add(new Call(call.index(), call.id(), call.name(), true, new StringBuilder()));
        } else if (event instanceof AnswerEvent.CustomToolCallInput input) {
            append(input.index(), input.text());
        }
    }

    private void append(int index, String piece) {
        for (int i = calls.size() - 1; i >= 0; i--) {
            if (calls.get(i).index() == index) {
                calls.get(i).input().append(piece);
                return;
            }
        }
    }

    /** May be empty. */
    ArrayNode toJson() {
        ArrayNode json = Json.MAPPER.createArrayNode();
        for (int i = 0; i < calls.size(); i++) {
            Call call = calls.get(i);
            ObjectNode one = json.addObject();
            if (ids) {
                one.put("id", call.id());
            }
            one.putObject("function").put("index", i).put("name", call.name()).set("arguments", arguments(call));
        }
        return json;
    }

    private static ObjectNode arguments(Call call) {
        String input = call.input().toString();
        if (call.takesText()) {
            return Json.object().put("input", input);
        }
        JsonNode parsed = input.isBlank() ? Json.object() : Json.valueOrNull(input);
        if (parsed instanceof ObjectNode object) {
            return object;
        }
        LOG.debug("a model called a tool with arguments that are no JSON object; they were left out");
        return Json.object();
    }
}
