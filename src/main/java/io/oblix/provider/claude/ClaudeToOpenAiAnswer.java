package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ModelName;
import io.oblix.chat.Usage;
import io.oblix.json.Json;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.StandardErrors;
import io.oblix.provider.ToolCalls;
import io.oblix.upstream.UpstreamText;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Anthropic's stream events to ours (https://platform.claude.com/docs/en/build-with-claude/streaming). Blocks that do
 * not concern the client (tools that Anthropic runs, kinds newer than this code) are dropped. The finish reason is
 * emitted only when the message stops, so a stream that breaks off has none.
 */
final class ClaudeToOpenAiAnswer {

    private static final Logger LOG = LoggerFactory.getLogger(ClaudeToOpenAiAnswer.class);
    private static final String DECLINED = "The model declined to respond.";

    private final ModelName model;
    private final ToolNames names;

    /** The client's tool calls by the index of their block. */
    private final Map<Integer, ClaudeToolBlock> toolBlocks = new HashMap<>();

    private final ClaudeCitations citations = new ClaudeCitations();
    private final SignedThinking signedThinking = new SignedThinking();

    /** The type of each block by its index. */
    private final Map<Integer, String> blockTypes = new HashMap<>();

    private final ClaudeUsage usage = new ClaudeUsage();
    private int toolCalls;
    private @Nullable String messageId;
    private @Nullable String modelName;
    private @Nullable String stopReason;
    private @Nullable String stopSequence;
    private @Nullable String refusal;
    private boolean stopped;

    ClaudeToOpenAiAnswer(ModelName model, ToolNames names) {
        this.model = model;
        this.names = names;
    }

    /** Whether the message has ended. */
    boolean hasStopped() {
        return stopped;
    }

    /** The name in {@code message_start}; null before it. */
    @Nullable String modelName() {
        return modelName;
    }

    /** The prompt's tokens from {@code message_start} on; those of the answer are right at its end only. */
    Usage counted() {
        return usage.inOpenAi();
    }

    /** @throws UpstreamProblem if the event is an error, or belongs to another message */
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
                // Pings, and events of future versions.
            }
        }
    }

    private void start(JsonNode message) {
        String id = Json.text(message, "id");
        if (messageId == null) {
            messageId = id == null ? "" : id;
        } else if (messageId.equals(id)) {
            // A repeated start of the same message.
            return;
        } else {
            throw StandardErrors.broken(model, "began a second message in one answer");
        }
        modelName = Json.text(message, "model");
        usage.update(message.path("usage"));
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
                signedThinking.start(block);
                thinking(Json.text(block, "thinking"), out);
            }
            case "redacted_thinking" -> {
                signedThinking.addRedacted(block);
                String data = Json.text(block, "data");
                if (data != null) {
                    out.accept(new AnswerEvent.RedactedReasoning(data));
                }
            }
            case "tool_use" -> {
                String name = Json.text(block, "name");
                if (name == null || name.isBlank()) {
                    throw StandardErrors.broken(model, "called a tool without a name");
                }
                String own = names.own(name);
                out.accept(new AnswerEvent.ToolCallStart(toolCalls, ToolCalls.id(block), own, ""));
                toolBlocks.put(index, new ClaudeToolBlock(toolCalls++, block.path("input"), names.properties(own)));
            }
            default -> {
                // Not for the client.
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
                ClaudeToolBlock tool = toolBlocks.get(index);
                String json = Json.text(delta, "partial_json");
                if (tool != null && json != null && !json.isEmpty()) {
                    tool.arguments(json, out);
                }
            }
            case "signature_delta" -> signedThinking.sign(Json.text(delta, "signature"));
            case "citations_delta" -> citations.add(delta.path("citation"));
            default -> {
                // Of a future version.
            }
        }
    }

    /** A delta of a dropped block must be dropped too. */
    private boolean isOf(String type, int index) {
        return blockTypes.getOrDefault(index, type).equals(type);
    }

    void text(@Nullable String text, Consumer<AnswerEvent> out) {
        if (text != null && !text.isEmpty()) {
            citations.textGrows(text);
            out.accept(new AnswerEvent.Text(text));
        }
    }

    private void thinking(@Nullable String thinking, Consumer<AnswerEvent> out) {
        if (thinking != null && !thinking.isEmpty()) {
            signedThinking.append(thinking);
            out.accept(new AnswerEvent.Reasoning(thinking));
        }
    }

    private void blockStop(int index, Consumer<AnswerEvent> out) {
        switch (blockTypes.getOrDefault(index, "")) {
            case "text" -> citations.textEnds();
            case "thinking" -> out.accept(new AnswerEvent.ReasoningEnd(signedThinking.end()));
            default -> {
                // Others need no end.
            }
        }
        ClaudeToolBlock tool = toolBlocks.get(index);
        if (tool != null) {
            tool.end(out);
        }
    }

    /** May come several times; a later one corrects the earlier. */
    private void messageDelta(JsonNode event) {
        JsonNode delta = event.path("delta");
        String reason = Json.text(delta, "stop_reason");
        if (reason != null) {
            stopReason = reason;
            stopSequence = Json.text(delta, "stop_sequence");
        }
        if ("refusal".equals(reason)) {
            String explanation = Json.text(delta.path("stop_details"), "explanation");
            refusal = explanation == null || explanation.isBlank() ? DECLINED : explanation;
        }
        usage.update(event.path("usage"));
    }

    private void stop(Consumer<AnswerEvent> out) {
        stopped = true;
        toolBlocks.values().forEach(tool -> tool.rest(out));
        if (!signedThinking.all().isEmpty()) {
            out.accept(new AnswerEvent.ThinkingBlocks(signedThinking.all()));
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
        out.accept(new AnswerEvent.Finish(finishReason(), stopReason, stopSequence));
        out.accept(new AnswerEvent.Counted(counted()));
    }

    private String finishReason() {
        return switch (String.valueOf(stopReason)) {
            case "max_tokens", "model_context_window_exceeded", "compaction" -> "length";
            case "refusal" -> "content_filter";
            case "tool_use", "end_turn", "stop_sequence", "pause_turn" -> ended();
            default -> {
                LOG.warn(
                        "{} ended its answer with an unknown stop reason: {}",
                        model,
                        UpstreamText.clean(String.valueOf(stopReason)));
                yield ended();
            }
        };
    }

    /** Other servers that speak this API end calls with {@code end_turn} too. */
    private String ended() {
        return toolBlocks.isEmpty() ? "stop" : "tool_calls";
    }
}
