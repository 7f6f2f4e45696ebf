package io.oblix.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.util.concurrent.ThreadLocalRandom;

/** What the translations of tool calls have in common. */
public final class ToolCalls {

    private ToolCalls() {}

    /** The id of a call in an answer, or a new one if the model's server gave none: a client's result refers to it. */
    public static String id(JsonNode call) {
        String id = Json.text(call, "id");
        return id == null || id.isBlank()
                ? "call_" + Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE)
                : id;
    }

    /**
     * The arguments of a call in a conversation, for providers that require an object. What is not one, because it was
     * cut off perhaps, is kept under a name of ours.
     */
    public static ObjectNode arguments(JsonNode arguments) {
        if (arguments instanceof ObjectNode object) {
            return object;
        }
        String text = arguments.asText("");
        if (text.isBlank()) {
            return Json.object();
        }
        JsonNode parsed = Json.valueOrNull(text);
        if (parsed == null) {
            return Json.object().put("raw_arguments", text);
        }
        return parsed instanceof ObjectNode object ? object : Json.object().set("value", parsed);
    }
}
