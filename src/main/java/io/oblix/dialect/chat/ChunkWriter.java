package io.oblix.dialect.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Usage;
import io.oblix.dialect.EventTemplate;
import io.oblix.json.Json;
import io.oblix.server.reply.EventFraming;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes the events of one answer in OpenAI's stream format: {@code data: {...}} lines, each with the same id, time and
 * model. Pieces of text, which are nearly all of a stream, go through a {@link EventTemplate}.
 *
 * <p>With {@code include_usage} OpenAI puts {@code "usage":null} into every chunk and the counts into one last chunk
 * without choices; without it no chunk has the key, and its Java client insists on that.
 */
public final class ChunkWriter {

    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

    private final String answerId;
    private final long createdSeconds;
    private final String model;
    private final AnswerOptions options;

    /** In the last chunks; null while the provider has not named it. */
    private @Nullable String serviceTier;

    private @Nullable EventTemplate content;
    private @Nullable EventTemplate reasoning;
    private @Nullable EventTemplate toolInput;
    private int toolIndex;

    public ChunkWriter(String answerId, long createdSeconds, String model, AnswerOptions options) {
        this.answerId = answerId;
        this.createdSeconds = createdSeconds;
        this.model = model;
        this.options = options;
    }

    /** The opening chunk, with the role. */
    public byte[] role() {
        return event(
                chunk(Json.object().put("role", "assistant").put("content", "").putNull("refusal")));
    }

    /** The chunk of this event; null when it has none of its own. */
    public byte @Nullable [] of(AnswerEvent event) {
        if (event instanceof AnswerEvent.Text text) {
            return text.logprobs() == null ? content(text.text()) : contentWithLogprobs(text.text(), text.logprobs());
        } else if (event instanceof AnswerEvent.Reasoning thought) {
            return reasoning(thought.text());
        } else if (event instanceof AnswerEvent.ToolCallStart call) {
            return toolCall(call);
        } else if (event instanceof AnswerEvent.ToolCallArguments arguments) {
            return toolInput(arguments.index(), "function", "arguments", arguments.json());
        } else if (event instanceof AnswerEvent.CustomToolCallStart call) {
            ObjectNode start = Json.object()
                    .put("index", call.index())
                    .put("id", call.id())
                    .put("type", "custom");
            start.putObject("custom").put("name", call.name()).put("input", "");
            return event(toolCalls(start));
        } else if (event instanceof AnswerEvent.CustomToolCallInput input) {
            return toolInput(input.index(), "custom", "input", input.text());
        } else if (event instanceof AnswerEvent.Annotations annotations) {
            // In one delta: OpenAI's Python client refuses to add to a list whose items have no index.
            return event(chunk(Json.object().set("annotations", annotations.citations())));
        } else if (event instanceof AnswerEvent.ThinkingBlocks thinking) {
            return event(chunk(Json.object().set("thinking_blocks", thinking.blocks())));
        } else if (event instanceof AnswerEvent.Refusal refusal) {
            return event(chunk(Json.object().put("refusal", refusal.text())));
        } else if (event instanceof AnswerEvent.ServiceTier tier) {
            serviceTier = tier.name();
        } else if (event instanceof AnswerEvent.Finish finish) {
            return finish(finish.reason());
        } else if (event instanceof AnswerEvent.Chunk chunk) {
            return EventFraming.data(chunk.json());
        }
        return null;
    }

    private byte[] content(String text) {
        if (content == null) {
            content = template(chunk(Json.object().put("content", EventTemplate.GAP)));
        }
        return content.fill(text);
    }

    private byte[] contentWithLogprobs(String text, ArrayNode tokens) {
        ObjectNode chunk = chunk(Json.object().put("content", text));
        ObjectNode choice = (ObjectNode) chunk.path("choices").path(0);
        choice.putObject("logprobs").<ObjectNode>set("content", tokens).putNull("refusal");
        return event(chunk);
    }

    private byte[] reasoning(String text) {
        if (reasoning == null) {
            ObjectNode delta = Json.object().put("reasoning_content", EventTemplate.GAP);
            if (options.reasoningTwice()) {
                delta.put("reasoning", EventTemplate.GAP);
            }
            reasoning = template(chunk(delta));
        }
        return reasoning.fill(text);
    }

    private byte @Nullable [] toolCall(AnswerEvent.ToolCallStart call) {
        ObjectNode function = Json.object().put("name", call.name()).put("arguments", call.arguments());
        if (options.functions()) {
            // An answer had one call then, so of several only the first is sent.
            return call.index() > 0 ? null : event(chunk(Json.object().set("function_call", function)));
        }
        ObjectNode start =
                Json.object().put("index", call.index()).put("id", call.id()).put("type", "function");
        return event(toolCalls(start.set("function", function)));
    }

    /** A piece of what a tool is called with; the pieces of one call follow one another. */
    private byte @Nullable [] toolInput(int index, String type, String field, String piece) {
        boolean oldForm = options.functions() && type.equals("function");
        if (oldForm && index > 0) {
            return null;
        }
        if (toolInput == null || toolIndex != index) {
            ObjectNode input = Json.object().put(field, EventTemplate.GAP);
            toolInput = template(
                    oldForm
                            ? chunk(Json.object().set("function_call", input))
                            : toolCalls(Json.object().put("index", index).set(type, input)));
            toolIndex = index;
        }
        return toolInput.fill(piece);
    }

    private ObjectNode toolCalls(ObjectNode call) {
        ObjectNode delta = Json.object();
        delta.putArray("tool_calls").add(call);
        return chunk(delta);
    }

    private byte[] finish(String reason) {
        ObjectNode chunk = envelope();
        addChoice(chunk, Json.object(), options.finishReason(reason));
        addServiceTier(chunk);
        if (options.usageWanted()) {
            chunk.putNull("usage");
        }
        return event(chunk);
    }

    /** The last chunk of a stream with token counts. */
    public byte[] usage(Usage usage) {
        ObjectNode chunk = envelope();
        chunk.putArray("choices");
        chunk.set("usage", UsageJson.of(usage));
        addServiceTier(chunk);
        return event(chunk);
    }

    public static byte[] done() {
        return DONE.clone();
    }

    private ObjectNode chunk(ObjectNode delta) {
        ObjectNode chunk = envelope();
        addChoice(chunk, delta, null);
        if (options.usageWanted()) {
            chunk.putNull("usage");
        }
        return chunk;
    }

    private ObjectNode envelope() {
        return Json.object()
                .put("id", answerId)
                .put("object", "chat.completion.chunk")
                .put("created", createdSeconds)
                .put("model", model);
    }

    private static void addChoice(ObjectNode chunk, ObjectNode delta, @Nullable String finishReason) {
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.putNull("logprobs").put("finish_reason", finishReason);
    }

    private void addServiceTier(ObjectNode chunk) {
        if (serviceTier != null) {
            chunk.put("service_tier", serviceTier);
        }
    }

    private static EventTemplate template(ObjectNode chunk) {
        return new EventTemplate(event(chunk));
    }

    private static byte[] event(ObjectNode chunk) {
        return EventFraming.data(Json.bytes(chunk));
    }
}
