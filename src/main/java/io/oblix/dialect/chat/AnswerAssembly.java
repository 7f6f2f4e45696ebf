package io.oblix.dialect.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Usage;
import io.oblix.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts the events of one answer together into a {@code chat.completion}, for a client that wants it whole. */
public final class AnswerAssembly {

    /** @param arguments the text, for a custom tool */
    private record ToolCall(String id, String name, boolean custom, StringBuilder arguments) {

        private void fill(ObjectNode json) {
            json.put("id", id);
            json.put("type", custom ? "custom" : "function");
            if (custom) {
                json.putObject("custom").put("name", name).put("input", arguments.toString());
            } else {
                json.set("function", function());
            }
        }

        private ObjectNode function() {
            return Json.object().put("name", name).put("arguments", arguments.isEmpty() ? "{}" : arguments.toString());
        }
    }

    private final StringBuilder content = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final StringBuilder refusal = new StringBuilder();
    private final List<ToolCall> toolCalls = new ArrayList<>();
    private final ArrayNode annotations = Json.MAPPER.createArrayNode();
    private final ArrayNode thinkingBlocks = Json.MAPPER.createArrayNode();
    private final ArrayNode logprobs = Json.MAPPER.createArrayNode();
    private final AnswerOptions options;
    private @Nullable String serviceTier;
    private String finishReason = "stop";
    private Usage usage = Usage.NONE;

    public AnswerAssembly(AnswerOptions options) {
        this.options = options;
    }

    /** Adds an event; a {@link AnswerEvent.Chunk} or {@link AnswerEvent.Whole} is complete already and not added. */
    public void add(AnswerEvent event) {
        if (event instanceof AnswerEvent.Text text) {
            content.append(text.text());
            if (text.logprobs() != null) {
                logprobs.addAll(text.logprobs());
            }
        } else if (event instanceof AnswerEvent.Reasoning thought) {
            reasoning.append(thought.text());
        } else if (event instanceof AnswerEvent.Refusal refused) {
            refusal.append(refused.text());
        } else if (event instanceof AnswerEvent.ToolCallStart call) {
            toolCalls.add(new ToolCall(call.id(), call.name(), false, new StringBuilder(call.arguments())));
        } else if (event instanceof AnswerEvent.ToolCallArguments arguments) {
            toolCalls.get(arguments.index()).arguments.append(arguments.json());
        } else if (event instanceof AnswerEvent.CustomToolCallStart call) {
            toolCalls.add(new ToolCall(call.id(), call.name(), true, new StringBuilder()));
        } else if (event instanceof AnswerEvent.CustomToolCallInput input) {
            toolCalls.get(input.index()).arguments.append(input.text());
        } else if (event instanceof AnswerEvent.Annotations all) {
            annotations.addAll(all.citations());
        } else if (event instanceof AnswerEvent.ThinkingBlocks all) {
            thinkingBlocks.addAll(all.blocks());
        } else if (event instanceof AnswerEvent.ServiceTier tier) {
            serviceTier = tier.name();
        } else if (event instanceof AnswerEvent.Finish finish) {
            finishReason = finish.reason();
        } else if (event instanceof AnswerEvent.Counted counted) {
            usage = counted.usage();
        }
    }

    public byte[] toJson(String answerId, long createdSeconds, String model) {
        ObjectNode answer = Json.object();
        answer.put("id", answerId);
        answer.put("object", "chat.completion");
        answer.put("created", createdSeconds);
        answer.put("model", model);
        ObjectNode choice = answer.putArray("choices").addObject();
        choice.put("index", 0);
        fill(choice.putObject("message"));
        if (logprobs.isEmpty()) {
            choice.putNull("logprobs");
        } else {
            choice.putObject("logprobs").putNull("refusal").set("content", logprobs);
        }
        choice.put("finish_reason", options.finishReason(finishReason));
        answer.set("usage", UsageJson.of(usage));
        if (serviceTier != null) {
            answer.put("service_tier", serviceTier);
        }
        return Json.bytes(answer);
    }

    private void fill(ObjectNode message) {
        message.put("role", "assistant");
        message.put("content", contentOrNull());
        if (!reasoning.isEmpty()) {
            message.put("reasoning_content", reasoning.toString());
            if (options.reasoningTwice()) {
                message.put("reasoning", reasoning.toString());
            }
        }
        if (!thinkingBlocks.isEmpty()) {
            message.set("thinking_blocks", thinkingBlocks);
        }
        message.put("refusal", refusal.isEmpty() ? null : refusal.toString());
        message.set("annotations", annotations);
        if (options.functions() && !toolCalls.isEmpty()) {
            // An answer had one call then.
            message.set("function_call", toolCalls.get(0).function());
        } else if (!toolCalls.isEmpty()) {
            ArrayNode calls = message.putArray("tool_calls");
            toolCalls.forEach(call -> call.fill(calls.addObject()));
        }
    }

    /** OpenAI sends null, not "", when tool calls or a refusal replace the text. */
    private @Nullable String contentOrNull() {
        boolean replaced = !toolCalls.isEmpty() || !refusal.isEmpty();
        return content.isEmpty() && replaced ? null : content.toString();
    }
}
