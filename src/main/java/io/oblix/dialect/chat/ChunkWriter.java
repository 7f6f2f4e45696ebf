package io.oblix.dialect.chat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Usage;
import io.oblix.json.Json;
import io.oblix.json.Surrogates;
import io.oblix.server.reply.EventFraming;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Puts the pieces of one answer into OpenAI's stream format: {@code data: {...}} lines, each with the same id, time
 * and model. What is the same in all chunks is encoded once; only the text in between is encoded per piece.
 *
 * <p>With {@code include_usage} OpenAI puts {@code "usage":null} into every chunk and the figures into one last chunk
 * without choices; without it no chunk has the key, and its Java client insists on that.
 */
public final class ChunkWriter {

    private static final byte[] NO_LOGPROBS = ascii(",\"logprobs\":null");
    private static final byte[] DONE = ascii("data: [DONE]\n\n");
    private static final JsonStringEncoder ENCODER = JsonStringEncoder.getInstance();

    private final byte[] head;
    private final byte[] tail;
    private final byte[] usageHead;
    private final boolean usageWanted;
    private final boolean functions;
    private final boolean reasoningTwice;

    /** As the last chunks have it, with its comma; empty while the provider has not told. */
    private String serviceTier = "";

    /** @param functions whether a tool call is told as the {@code function_call} that it was before there were tools */
    public ChunkWriter(String answerId, long createdSeconds, String model, boolean usageWanted, boolean functions) {
        this(answerId, createdSeconds, model, usageWanted, functions, false);
    }

    /** @param reasoningTwice whether the thinking is told as {@code reasoning} too, as some servers call it */
    ChunkWriter(
            String answerId,
            long createdSeconds,
            String model,
            boolean usageWanted,
            boolean functions,
            boolean reasoningTwice) {
        this.usageWanted = usageWanted;
        this.functions = functions;
        this.reasoningTwice = reasoningTwice;
        String common = "{\"id\":\"" + quote(answerId) + "\",\"object\":\"chat.completion.chunk\",\"created\":"
                + createdSeconds + ",\"model\":\"" + quote(model) + "\",\"choices\":[";
        this.head = utf8("data: " + common + "{\"index\":0,\"delta\":");
        this.tail = ascii(",\"finish_reason\":null}]" + (usageWanted ? ",\"usage\":null" : "") + "}\n\n");
        this.usageHead = utf8("data: " + common + "],\"usage\":");
    }

    /** The opening chunk, which tells the role. */
    public byte[] role() {
        return chunk("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}");
    }

    /** The chunk that tells of this event; null for one that has no chunk of its own. */
    public byte @Nullable [] of(AnswerEvent event) {
        if (event instanceof AnswerEvent.Text text) {
            return quoted("{\"content\":\"", text.text(), "\"}", logprobs(text.logprobs()));
        } else if (event instanceof AnswerEvent.Reasoning thought) {
            return reasoning(thought.text());
        } else if (event instanceof AnswerEvent.ToolCallStart call) {
            return functions ? functionCall(call) : toolCall(call);
        } else if (event instanceof AnswerEvent.ToolCallArguments arguments) {
            return functions ? functionArguments(arguments) : toolCallArguments(arguments);
        } else if (event instanceof AnswerEvent.CustomToolCallStart call) {
            return customToolCallStart(call);
        } else if (event instanceof AnswerEvent.CustomToolCallInput input) {
            return customToolCallInput(input);
        } else if (event instanceof AnswerEvent.Annotations annotations) {
            return list("annotations", annotations.citations());
        } else if (event instanceof AnswerEvent.ThinkingBlocks thinking) {
            return list("thinking_blocks", thinking.blocks());
        } else if (event instanceof AnswerEvent.Refusal refusal) {
            return quoted("{\"refusal\":\"", refusal.text(), "\"}", NO_LOGPROBS);
        } else if (event instanceof AnswerEvent.ServiceTier tier) {
            serviceTier = ",\"service_tier\":\"" + quote(tier.name()) + "\"";
        } else if (event instanceof AnswerEvent.Finish finish) {
            return finish(finish.reason());
        } else if (event instanceof AnswerEvent.Chunk chunk) {
            return EventFraming.data(chunk.json());
        }
        return null;
    }

    private byte[] reasoning(String text) {
        if (!reasoningTwice) {
            return quoted("{\"reasoning_content\":\"", text, "\"}", NO_LOGPROBS);
        }
        String first = "{\"reasoning_content\":\"" + new String(utf8Quoted(text), StandardCharsets.UTF_8);
        return quoted(first + "\",\"reasoning\":\"", text, "\"}", NO_LOGPROBS);
    }

    private static byte[] logprobs(@Nullable ArrayNode tokens) {
        return tokens == null ? NO_LOGPROBS : utf8(",\"logprobs\":{\"content\":" + text(tokens) + ",\"refusal\":null}");
    }

    /** All of it in one delta: OpenAI's Python client refuses to add to a list whose items have no index. */
    private byte[] list(String field, ArrayNode items) {
        return chunk("{\"" + field + "\":" + text(items) + "}");
    }

    private static String text(ArrayNode items) {
        return new String(Json.bytes(items), StandardCharsets.UTF_8);
    }

    private byte[] toolCall(AnswerEvent.ToolCallStart call) {
        String open = "{\"tool_calls\":[{\"index\":" + call.index() + ",\"id\":\"" + quote(call.id())
                + "\",\"type\":\"function\",\"function\":{\"name\":\"" + quote(call.name()) + "\",\"arguments\":\"";
        return quoted(open, call.arguments(), "\"}}]}", NO_LOGPROBS);
    }

    private byte[] toolCallArguments(AnswerEvent.ToolCallArguments arguments) {
        String open = "{\"tool_calls\":[{\"index\":" + arguments.index() + ",\"function\":{\"arguments\":\"";
        return quoted(open, arguments.json(), "\"}}]}", NO_LOGPROBS);
    }

    private byte[] customToolCallStart(AnswerEvent.CustomToolCallStart call) {
        String open = "{\"tool_calls\":[{\"index\":" + call.index() + ",\"id\":\"" + quote(call.id())
                + "\",\"type\":\"custom\",\"custom\":{\"name\":\"";
        return quoted(open, call.name(), "\",\"input\":\"\"}}]}", NO_LOGPROBS);
    }

    private byte[] customToolCallInput(AnswerEvent.CustomToolCallInput input) {
        String open = "{\"tool_calls\":[{\"index\":" + input.index() + ",\"custom\":{\"input\":\"";
        return quoted(open, input.text(), "\"}}]}", NO_LOGPROBS);
    }

    /** There was one call to an answer then, so that of several the first alone is told. */
    private byte @Nullable [] functionCall(AnswerEvent.ToolCallStart call) {
        String open = "{\"function_call\":{\"name\":\"" + quote(call.name()) + "\",\"arguments\":\"";
        return call.index() > 0 ? null : quoted(open, call.arguments(), "\"}}", NO_LOGPROBS);
    }

    private byte @Nullable [] functionArguments(AnswerEvent.ToolCallArguments arguments) {
        String open = "{\"function_call\":{\"arguments\":\"";
        return arguments.index() > 0 ? null : quoted(open, arguments.json(), "\"}}", NO_LOGPROBS);
    }

    private byte[] finish(String finishReason) {
        String reason = functions && finishReason.equals("tool_calls") ? "function_call" : finishReason;
        ByteArrayOutputStream out = new ByteArrayOutputStream(head.length + 64);
        out.writeBytes(head);
        out.writeBytes(ascii("{},\"logprobs\":null,\"finish_reason\":\"" + reason + "\"}]"));
        out.writeBytes(ascii(serviceTier + (usageWanted ? ",\"usage\":null" : "") + "}\n\n"));
        return out.toByteArray();
    }

    public byte[] usage(Usage usage) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(usageHead.length + 256);
        out.writeBytes(usageHead);
        out.writeBytes(Json.bytes(UsageJson.of(usage)));
        out.writeBytes(ascii(serviceTier + "}\n\n"));
        return out.toByteArray();
    }

    public static byte[] done() {
        return DONE.clone();
    }

    private byte[] chunk(String delta) {
        return quoted(delta, "", "", NO_LOGPROBS);
    }

    private byte[] quoted(String open, String text, String close, byte[] logprobs) {
        byte[] encoded = utf8Quoted(text);
        ByteArrayOutputStream out = new ByteArrayOutputStream(
                head.length + open.length() + encoded.length + close.length() + logprobs.length + tail.length);
        out.writeBytes(head);
        out.writeBytes(utf8(open));
        out.writeBytes(encoded);
        out.writeBytes(ascii(close));
        out.writeBytes(logprobs);
        out.writeBytes(tail);
        return out.toByteArray();
    }

    /** A model may break a pair of surrogates over two pieces; JSON's escape holds a half where UTF-8 cannot. */
    private static byte[] utf8Quoted(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return Surrogates.hasLone(text) ? utf8(Surrogates.escapeLone(quote(text))) : ENCODER.quoteAsUTF8(text);
            }
        }
        return ENCODER.quoteAsUTF8(text);
    }

    private static String quote(String text) {
        return new String(ENCODER.quoteAsString(text));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
