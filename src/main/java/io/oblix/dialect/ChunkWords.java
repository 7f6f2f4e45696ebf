package io.oblix.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The first choice of one answer in OpenAI's format, chunk by chunk or whole, in words of ours. Servers that speak that
 * format differ in their tool calls: some number all of them 0 and tell them apart by their ids only.
 */
public final class ChunkWords {

    /** Fields of a delta with what a client shows as it comes. */
    private static final Set<String> TEXTS = Set.of("content", "reasoning_content", "reasoning");

    private final Consumer<AnswerEvent> out;
    private final List<Call> calls = new ArrayList<>(0);

    /** The last call with an index of the provider's. */
    private final Map<Integer, Call> byIndex = new HashMap<>();

    private record Call(int index, @Nullable String id, boolean custom) {}

    public ChunkWords(Consumer<AnswerEvent> out) {
        this.out = out;
    }

    /**
     * The only thing that a chunk says, where that is a piece of the first choice's text or thinking.
     *
     * @return the name of the field that holds it; null where the chunk says nothing, more or something else
     */
    public static @Nullable String onlyText(@Nullable JsonNode choices) {
        JsonNode choice = choices == null || choices.size() != 1 ? Json.object() : choices.path(0);
        JsonNode delta = choice.path("delta");
        boolean other = choice.path("index").asInt() != 0
                || choice.hasNonNull("logprobs")
                || choice.hasNonNull("finish_reason");
        String only = null;
        for (Map.Entry<String, JsonNode> field : delta.properties()) {
            JsonNode value = field.getValue();
            boolean empty = value.isTextual() ? value.textValue().isEmpty() : value.isNull() || isEmptyContainer(value);
            if (!empty && !field.getKey().equals("role")) {
                other |= only != null || !value.isTextual() || !TEXTS.contains(field.getKey());
                only = field.getKey();
            }
        }
        // An empty one of these is taken for all of the thinking.
        other |= "reasoning".equals(only) && delta.path("reasoning_content").isTextual();
        return other ? null : only;
    }

    private static boolean isEmptyContainer(JsonNode value) {
        return value.isContainerNode() && value.isEmpty();
    }

    /** @param choices of a {@code chat.completion.chunk} */
    public void chunk(@Nullable JsonNode choices) {
        if (choices == null) {
            return;
        }
        for (JsonNode choice : choices) {
            if (choice.path("index").asInt() == 0) {
                said(choice.path("delta"), choice);
            }
        }
    }

    /** @param choice of a {@code chat.completion} */
    public void whole(JsonNode choice) {
        said(choice.path("message"), choice);
    }

    private void said(JsonNode message, JsonNode choice) {
        reasoning(message);
        content(message.path("content"), choice.path("logprobs").path("content"));
        String refusal = Json.text(message, "refusal");
        if (refusal != null && !refusal.isEmpty()) {
            out.accept(new AnswerEvent.Refusal(refusal));
        }
        int position = 0;
        for (JsonNode call : message.path("tool_calls")) {
            call(call, call.path("index").asInt(position++));
        }
        if (message.path("function_call").isObject()) {
            call(Json.object().set("function", message.path("function_call")), 0);
        }
        if (message.path("annotations") instanceof ArrayNode annotations && !annotations.isEmpty()) {
            out.accept(new AnswerEvent.Annotations(annotations));
        }
        String reason = Json.text(choice, "finish_reason");
        if (reason != null && !reason.isEmpty()) {
            out.accept(new AnswerEvent.Finish(reason.equals("function_call") ? "tool_calls" : reason));
        }
    }

    private void reasoning(JsonNode message) {
        String thought = Json.text(message, "reasoning_content");
        thought = thought == null ? Json.text(message, "reasoning") : thought;
        if (thought != null && !thought.isEmpty()) {
            out.accept(new AnswerEvent.Reasoning(thought));
        }
    }

    private void content(JsonNode content, JsonNode logprobs) {
        String text = content.isTextual() ? content.textValue() : "";
        if (!text.isEmpty()) {
            out.accept(new AnswerEvent.Text(text, logprobs instanceof ArrayNode tokens ? tokens : null));
        }
    }

    private void call(JsonNode call, int providersIndex) {
        boolean custom = call.path("custom").isObject();
        JsonNode called = call.path(custom ? "custom" : "function");
        String id = Json.text(call, "id");
        String name = Json.text(called, "name");
        Call known = byIndex.get(providersIndex);
        boolean another = known != null && id != null && !id.isEmpty() && known.id != null && !id.equals(known.id);
        if (name != null && !name.isEmpty() && (known == null || another)) {
            known = new Call(calls.size(), id, custom);
            calls.add(known);
            byIndex.put(providersIndex, known);
            String ours = id == null || id.isEmpty() ? "call_" + known.index : id;
            out.accept(
                    custom
                            ? new AnswerEvent.CustomToolCallStart(known.index, ours, name)
                            : new AnswerEvent.ToolCallStart(known.index, ours, name, ""));
        }
        String input = input(called.path(custom ? "input" : "arguments"));
        if (known != null && !input.isEmpty()) {
            out.accept(
                    known.custom
                            ? new AnswerEvent.CustomToolCallInput(known.index, input)
                            : new AnswerEvent.ToolCallArguments(known.index, input));
        }
    }

    /** Some servers send the arguments as an object. */
    private static String input(JsonNode input) {
        return input.isTextual() ? input.textValue() : input.isObject() ? input.toString() : "";
    }
}
