package io.oblix.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.json.Json;
import java.util.concurrent.ThreadLocalRandom;

/** The id of a tool call in an answer. Each call needs one, because the client's result refers to it. */
public final class ToolCallId {

    private ToolCallId() {}

    /** Its own, or a new one if the model's server gave none. */
    public static String of(JsonNode call) {
        String id = Json.text(call, "id");
        return id == null || id.isBlank()
                ? "call_" + Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE)
                : id;
    }
}
