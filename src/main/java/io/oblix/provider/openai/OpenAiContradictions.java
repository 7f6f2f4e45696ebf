package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.IgnoredParams;
import io.oblix.json.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * Fields that ask for nothing, or are only allowed beside another one that is missing. Clients leave them behind, and
 * OpenAI, vLLM, DeepSeek and DashScope reject them.
 */
record OpenAiContradictions(ObjectNode body, IgnoredParams ignored) {

    /** OpenAI's limit, which others have taken over. */
    private static final int MAX_STOPS = 4;

    /** What no server can have a use for, so that it is removed whichever model is asked. */
    void removeMeaningless(boolean streaming) {
        removeEmpty("tools");
        removeEmpty("functions");
        removeEmpty("stop");
        if (!body.has("tools")) {
            String choice = Json.text(body, "tool_choice");
            if ("auto".equals(choice) || "none".equals(choice)) {
                remove("tool_choice");
            }
            remove("parallel_tool_calls");
        }
        if (!streaming) {
            remove("stream_options");
        }
    }

    /**
     * The same, and what a request of which we chose the model has no use for.
     *
     * @param stopField the client's name for {@code stop}
     */
    void removeAll(String stopField) {
        List<String> fields = new ArrayList<>();
        body.fieldNames().forEachRemaining(fields::add);
        for (String field : fields) {
            // An empty object asks for a search.
            if (!field.equals("web_search_options") && !field.equals("messages")) {
                removeEmpty(field);
            }
        }
        limitStops(stopField);
        if (!body.hasNonNull("tools")) {
            remove("tool_choice");
            remove("parallel_tool_calls");
        }
        if (!body.hasNonNull("functions")) {
            remove("function_call");
        }
        if (!body.path("logprobs").asBoolean()) {
            remove("top_logprobs");
        }
    }

    /** OpenAI keeps metadata only with stored completions; other servers may not know {@code store}. */
    void removeMetadataWithoutStore() {
        if (!body.path("store").asBoolean()) {
            remove("metadata");
        }
    }

    private void limitStops(String clientsName) {
        if (!(body.get("stop") instanceof ArrayNode stops)) {
            return;
        }
        ArrayNode kept = Json.MAPPER.createArrayNode();
        for (JsonNode stop : stops) {
            if (!stop.asText().isEmpty() && kept.size() < MAX_STOPS) {
                kept.add(stop);
            }
        }
        if (kept.isEmpty()) {
            remove("stop");
        } else if (kept.size() < stops.size()) {
            body.set("stop", kept);
            ignored.add(clientsName);
        }
    }

    private void removeEmpty(String field) {
        JsonNode value = body.get(field);
        if (value != null
                && (value.isNull()
                        || (value.isContainerNode() && value.isEmpty())
                        || (value.isTextual() && value.textValue().isEmpty()))) {
            remove(field);
        }
    }

    /** Removes a field and lists it where it held something. */
    void remove(String field) {
        JsonNode value = body.remove(field);
        if (value != null && !value.isNull()) {
            ignored.add(field);
        }
    }
}
