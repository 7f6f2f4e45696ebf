package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ModelName;
import io.oblix.json.Json;
import io.oblix.problem.UpstreamProblem;
import io.oblix.problem.UpstreamProblem.Kind;
import io.oblix.provider.ToolCallId;
import io.oblix.upstream.UpstreamText;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Anthropic's stream events to ours. Blocks that are Claude's own affair (its server's tools, kinds that are newer than
 * this) are swallowed; the reason for the end is told when the message stops and not before,
 * so that a stream that breaks off has none.
 */
final class ClaudeToOpenAiAnswer {

    private static final Logger LOG = LoggerFactory.getLogger(ClaudeToOpenAiAnswer.class);
    private static final String DECLINED = "The model declined to respond.";

    private final ModelName model;

    /** The tool call that a block is, by the block's index; client tools alone are counted. */
    private final Map<Integer, ToolBlock> toolBlocks = new HashMap<>();

    private final ClaudeCitations citations = new ClaudeCitations();
    private final ClaudeThinkingBlocks thinkingBlocks = new ClaudeThinkingBlocks();

    /** What kind of block each is, by its index. */
    private final Map<Integer, String> blockTypes = new HashMap<>();

    private final ClaudeUsage usage = new ClaudeUsage();
    private int toolCalls;
    private @Nullable String messageId;
    private @Nullable String modelName;
    private @Nullable String stopReason;
    private @Nullable String refusal;
    private boolean stopped;

    private static final class ToolBlock {
        private final int call;
        private final String input;
        private boolean spoken;

        private ToolBlock(int call, String input) {
            this.call = call;
            this.input = input;
        }
    }

    ClaudeToOpenAiAnswer(ModelName model) {
        this.model = model;
    }

    /** Whether the message has come to its end. */
    boolean hasStopped() {
        return stopped;
    }

    /** As the message names it; null before its start. */
    @Nullable String modelName() {
        return modelName;
    }

    /** @throws UpstreamProblem when the event is an error, or belongs to another message */
    void event(JsonNode event, Consumer<AnswerEvent> out) {
        switch (event.path("type").asText()) {
            case "message_start" -> start(event.path("message"));
            case "content_block_start" -> blockStart(event.path("index").asInt(), event.path("content_block"), out);
            case "content_block_delta" -> delta(event.path("index").asInt(), event.path("delta"), out);
            case "content_block_stop" -> blockStop(event.path("index").asInt(), out);
            case "message_delta" -> messageDelta(event);
            case "message_stop" -> stop(out);
            case "error" -> throw ClaudeErrors.inAnswer(model, event.path("error"));
            default -> {
                // ping, and what future versions add
            }
        }
    }

    private void start(JsonNode message) {
        String id = Json.text(message, "id");
        if (messageId == null) {
            messageId = id == null ? "" : id;
        } else if (messageId.equals(id)) {
            // The same beginning once more says nothing new.
            return;
        } else {
            throw broken("began a second message in one answer");
        }
        modelName = Json.text(message, "model");
        usage.update(message.path("usage"));
    }

    private UpstreamProblem broken(String what) {
        return new UpstreamProblem(Kind.BROKEN_ANSWER, model.toString(), what);
    }

    private void blockStart(int index, JsonNode block, Consumer<AnswerEvent> out) {
        String type = block.path("type").asText();
        blockTypes.put(index, type);
        switch (type) {
            case "text" -> {
                citations.textStarts(block.path("citations"));
                text(Json.text(block, "text"), out);
            }
            case "thinking" -> {
                thinkingBlocks.start(block);
                thinking(Json.text(block, "thinking"), out);
            }
            case "redacted_thinking" -> thinkingBlocks.addRedacted(block);
            case "tool_use" -> {
                String name = Json.text(block, "name");
                if (name == null || name.isBlank()) {
                    throw broken("called a tool without a name");
                }
                JsonNode input = block.path("input");
                ToolBlock tool =
                        new ToolBlock(toolCalls++, input.isObject() && !input.isEmpty() ? input.toString() : "{}");
                toolBlocks.put(index, tool);
                out.accept(new AnswerEvent.ToolCallStart(tool.call, ToolCallId.of(block), name, ""));
            }
            default -> {
                // Not the caller's.
            }
        }
    }

    private void delta(int index, JsonNode delta, Consumer<AnswerEvent> out) {
        switch (delta.path("type").asText()) {
            case "text_delta" -> {
                if (isOf("text", index)) {
                    text(Json.text(delta, "text"), out);
                }
            }
            case "thinking_delta" -> {
                if (isOf("thinking", index)) {
                    thinking(Json.text(delta, "thinking"), out);
                }
            }
            case "input_json_delta" -> {
                ToolBlock tool = toolBlocks.get(index);
                String json = Json.text(delta, "partial_json");
                if (tool != null && json != null && !json.isEmpty()) {
                    tool.spoken = true;
                    out.accept(new AnswerEvent.ToolCallArguments(tool.call, json));
                }
            }
            case "signature_delta" -> thinkingBlocks.sign(Json.text(delta, "signature"));
            case "citations_delta" -> citations.add(delta.path("citation"));
            default -> {
                // What future versions add.
            }
        }
    }

    /** A piece belongs to its block: what is swallowed there must not come out here. */
    private boolean isOf(String type, int index) {
        return blockTypes.getOrDefault(index, type).equals(type);
    }

    private void text(@Nullable String text, Consumer<AnswerEvent> out) {
        if (text != null && !text.isEmpty()) {
            citations.textGrows(text);
            out.accept(new AnswerEvent.Text(text));
        }
    }

    private void thinking(@Nullable String thinking, Consumer<AnswerEvent> out) {
        if (thinking != null && !thinking.isEmpty()) {
            thinkingBlocks.grow(thinking);
            out.accept(new AnswerEvent.Reasoning(thinking));
        }
    }

    /** A call whose arguments did not come in pieces had them, or none, at its start. */
    private void blockStop(int index, Consumer<AnswerEvent> out) {
        switch (blockTypes.getOrDefault(index, "")) {
            case "text" -> citations.textEnds();
            case "thinking" -> thinkingBlocks.end();
            default -> {
                // Nothing is kept of the others.
            }
        }
        ToolBlock tool = toolBlocks.get(index);
        if (tool != null && !tool.spoken) {
            tool.spoken = true;
            out.accept(new AnswerEvent.ToolCallArguments(tool.call, tool.input));
        }
    }

    /** May come more than once and correct what came before. */
    private void messageDelta(JsonNode event) {
        JsonNode delta = event.path("delta");
        String reason = Json.text(delta, "stop_reason");
        if (reason != null) {
            stopReason = reason;
        }
        if ("refusal".equals(reason)) {
            String explanation = Json.text(delta.path("stop_details"), "explanation");
            refusal = explanation == null || explanation.isBlank() ? DECLINED : explanation;
        }
        usage.update(event.path("usage"));
    }

    private void stop(Consumer<AnswerEvent> out) {
        stopped = true;
        if (!thinkingBlocks.all().isEmpty()) {
            out.accept(new AnswerEvent.ThinkingBlocks(thinkingBlocks.all()));
        }
        if (!citations.all().isEmpty()) {
            out.accept(new AnswerEvent.Annotations(citations.all()));
        }
        String tier = usage.serviceTier();
        if (tier != null) {
            out.accept(new AnswerEvent.ServiceTier(tier));
        }
        if (refusal != null) {
            out.accept(new AnswerEvent.Refusal(refusal));
        }
        out.accept(new AnswerEvent.Finish(finishReason()));
        out.accept(new AnswerEvent.Counted(usage.inOpenAi()));
    }

    private String finishReason() {
        return switch (String.valueOf(stopReason)) {
            case "max_tokens", "model_context_window_exceeded", "compaction" -> "length";
            case "tool_use" -> toolBlocks.isEmpty() ? "stop" : "tool_calls";
            case "refusal" -> "content_filter";
            case "end_turn", "stop_sequence", "pause_turn" -> "stop";
            default -> {
                LOG.warn(
                        "{} ended its answer for a reason unknown here: {}",
                        model,
                        UpstreamText.clean(String.valueOf(stopReason)));
                yield "stop";
            }
        };
    }
}
