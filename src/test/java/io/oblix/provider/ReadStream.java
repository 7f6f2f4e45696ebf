package io.oblix.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.core.ObjectMappers;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import io.oblix.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** An event stream of ours as clients read it: OpenAI's official client, and one that keeps every field. */
record ReadStream(List<String> chunks) {

    private static final String DATA = "data: ";

    static ReadStream of(String stream) {
        List<String> chunks = new ArrayList<>();
        for (String event : stream.split("\n\n", -1)) {
            if (event.startsWith(DATA) && !event.endsWith("[DONE]")) {
                chunks.add(event.substring(DATA.length()));
            }
        }
        return new ReadStream(chunks);
    }

    /**
     * The answer that the official Java client assembles; it throws an exception on what it does not accept.
     *
     * @param ours whether all of it was written here, so that nothing may be missing or unknown
     */
    ChatCompletion accumulated(boolean ours) {
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        for (String chunk : chunks) {
            if (tree(chunk).has("error")) {
                throw new AssertionError("the client raises any chunk with the key `error` as one: " + chunk);
            }
            try {
                ChatCompletionChunk read = ObjectMappers.jsonMapper().readValue(chunk, ChatCompletionChunk.class);
                accumulator.accumulate(ours ? read.validate() : read);
            } catch (JsonProcessingException unreadable) {
                throw new AssertionError(chunk, unreadable);
            }
        }
        return ours ? accumulator.chatCompletion().validate() : accumulator.chatCompletion();
    }

    /** The {@code chat.completion} that the chunks amount to, with the first of its choices. */
    ObjectNode gathered() {
        ObjectNode whole = Json.object();
        ObjectNode message = Json.object();
        message.putNull("content").putNull("refusal").putArray("annotations");
        ObjectNode choice = whole.putArray("choices").addObject().put("index", 0);
        choice.set("message", message);
        choice.putNull("logprobs").putNull("finish_reason");
        for (String text : chunks) {
            JsonNode chunk = tree(text);
            for (String same : List.of("id", "created", "model")) {
                whole.set(same, chunk.path(same));
            }
            if (chunk.has("service_tier")) {
                whole.set("service_tier", chunk.path("service_tier"));
            }
            if (chunk.path("usage").isObject()) {
                whole.set("usage", chunk.path("usage"));
            }
            for (JsonNode piece : chunk.path("choices")) {
                if (piece.path("index").asInt() == 0) {
                    add(piece, choice, message);
                }
            }
        }
        whole.put("object", "chat.completion");
        boolean otherThanText = message.has("tool_calls")
                || message.has("function_call")
                || !message.path("refusal").isNull();
        if (message.path("content").asText().isEmpty()) {
            message.put("content", otherThanText ? null : "");
        }
        return whole;
    }

    private static void add(JsonNode piece, ObjectNode choice, ObjectNode message) {
        JsonNode delta = piece.path("delta");
        for (String field : List.of("role", "content", "reasoning_content", "refusal")) {
            append(message, field, delta.path(field));
        }
        delta.path("annotations").forEach(message.withArray("annotations")::add);
        delta.path("thinking_blocks")
                .forEach(block -> message.withArray("thinking_blocks").add(block));
        for (JsonNode call : delta.path("tool_calls")) {
            ArrayNode calls = message.withArray("tool_calls");
            int index = call.path("index").asInt();
            ObjectNode into = index < calls.size() ? (ObjectNode) calls.get(index) : calls.addObject();
            append(into, "id", call.path("id"));
            append(into, "type", call.path("type"));
            append(into.withObject("function"), "name", call.path("function").path("name"));
            append(
                    into.withObject("function"),
                    "arguments",
                    call.path("function").path("arguments"));
        }
        for (String field : List.of("name", "arguments")) {
            if (delta.path("function_call").has(field)) {
                append(
                        message.withObject("function_call"),
                        field,
                        delta.path("function_call").path(field));
            }
        }
        if (piece.path("logprobs").isObject()) {
            piece.path("logprobs")
                    .path("content")
                    .forEach(choice.withObject("logprobs").putNull("refusal").withArray("content")::add);
        }
        if (piece.path("finish_reason").isTextual()) {
            choice.set("finish_reason", piece.path("finish_reason"));
        }
    }

    private static void append(ObjectNode to, String field, JsonNode piece) {
        if (piece.isTextual()) {
            String before = Json.text(to, field);
            to.put(field, before == null ? piece.textValue() : before + piece.textValue());
        }
    }

    private static JsonNode tree(String json) {
        return Objects.requireNonNull(
                Json.objectOrNull(json.getBytes(StandardCharsets.UTF_8)), () -> "no JSON object: " + json);
    }
}
