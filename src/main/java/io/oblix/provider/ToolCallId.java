package io.oblix.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.json.Json;
import java.util.concurrent.ThreadLocalRandom;

/** The id of a tool call in an answer; the caller's result refers to it, so that each call needs one. */
public final class ToolCallId {

    private ToolCallId() {}

    /** Its own, or a new one where the model's server gave none. */
    public static String of(JsonNode call) {
        String id = Json.text(call, "id");
        return id == null || id.isBlank()
                ? "call_" + Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE)
                : id;
    }
}
