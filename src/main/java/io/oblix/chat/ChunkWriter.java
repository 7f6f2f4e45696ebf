package io.oblix.chat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Puts the pieces of one answer into OpenAI's stream format: {@code data: {...}} lines, each with the same id, time
 * and model. What is the same in all chunks is encoded once; only the text in between is encoded per piece.
 *
 * <p>With {@code include_usage} OpenAI puts {@code "usage":null} into every chunk and the figures into one last chunk
 * without choices; without it no chunk has the key, and its Java client insists on that.
 */
public final class ChunkWriter {

    private static final byte[] DATA = ascii("data: ");
    private static final byte[] END_OF_EVENT = ascii("\n\n");
    private static final byte[] DONE = ascii("data: [DONE]\n\n");
    private static final JsonStringEncoder ENCODER = JsonStringEncoder.getInstance();

    private final byte[] head;
    private final byte[] tail;
    private final byte[] finishTail;
    private final byte[] usageHead;

    public ChunkWriter(String answerId, long createdSeconds, String model, boolean usageWanted) {
        String common = "{\"id\":\"" + answerId + "\",\"object\":\"chat.completion.chunk\",\"created\":"
                + createdSeconds + ",\"model\":\"" + new String(ENCODER.quoteAsString(model)) + "\",\"choices\":[";
        this.head = utf8("data: " + common + "{\"index\":0,\"delta\":");
        this.tail =
                ascii(",\"logprobs\":null,\"finish_reason\":null}]" + (usageWanted ? ",\"usage\":null" : "") + "}\n\n");
        this.usageHead = utf8("data: " + common + "],\"usage\":");
        this.finishTail = ascii("}]" + (usageWanted ? ",\"usage\":null" : "") + "}\n\n");
    }

    /** The opening chunk, which tells the role. */
    public byte[] role() {
        return chunk("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}");
    }

    public byte[] text(String text) {
        return quoted("{\"content\":\"", text, "\"}");
    }

    public byte[] reasoning(String text) {
        return quoted("{\"reasoning_content\":\"", text, "\"}");
    }

    public byte[] refusal(String text) {
        return quoted("{\"refusal\":\"", text, "\"}");
    }

    public byte[] toolCallStart(AnswerEvent.ToolCallStart call) {
        String open = "{\"tool_calls\":[{\"index\":" + call.index() + ",\"id\":\"" + quote(call.id())
                + "\",\"type\":\"function\",\"function\":{\"name\":\"";
        return quoted(open, call.name(), "\",\"arguments\":\"\"}}]}");
    }

    public byte[] toolCallArguments(AnswerEvent.ToolCallArguments arguments) {
        String open = "{\"tool_calls\":[{\"index\":" + arguments.index() + ",\"function\":{\"arguments\":\"";
        return quoted(open, arguments.json(), "\"}}]}");
    }

    public byte[] customToolCallStart(AnswerEvent.CustomToolCallStart call) {
        String open = "{\"tool_calls\":[{\"index\":" + call.index() + ",\"id\":\"" + quote(call.id())
                + "\",\"type\":\"custom\",\"custom\":{\"name\":\"";
        return quoted(open, call.name(), "\",\"input\":\"\"}}]}");
    }

    public byte[] customToolCallInput(AnswerEvent.CustomToolCallInput input) {
        String open = "{\"tool_calls\":[{\"index\":" + input.index() + ",\"custom\":{\"input\":\"";
        return quoted(open, input.text(), "\"}}]}");
    }

    public byte[] finish(String reason) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(head.length + 64);
        out.writeBytes(head);
        out.writeBytes(ascii("{},\"logprobs\":null,\"finish_reason\":\"" + reason + "\""));
        out.writeBytes(finishTail);
        return out.toByteArray();
    }

    public byte[] usage(Usage usage) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(usageHead.length + 256);
        out.writeBytes(usageHead);
        out.writeBytes(Json.bytes(UsageJson.of(usage)));
        out.writeBytes(ascii("}\n\n"));
        return out.toByteArray();
    }

    /** JSON that is complete already: an error, or a chunk that is passed on. */
    public static byte[] event(byte[] json) {
        byte[] event = new byte[DATA.length + json.length + END_OF_EVENT.length];
        System.arraycopy(DATA, 0, event, 0, DATA.length);
        for (int i = 0; i < json.length; i++) {
            // JSON has line ends between its tokens only, and an event's data must not have any.
            event[DATA.length + i] = json[i] == '\n' || json[i] == '\r' ? (byte) ' ' : json[i];
        }
        System.arraycopy(END_OF_EVENT, 0, event, DATA.length + json.length, END_OF_EVENT.length);
        return event;
    }

    /** What clients of event streams skip. */
    public static byte[] comment(String text) {
        return utf8(": " + text + "\n\n");
    }

    public static byte[] done() {
        return DONE.clone();
    }

    private byte[] chunk(String delta) {
        return quoted(delta, "", "");
    }

    private byte[] quoted(String open, String text, String close) {
        byte[] encoded = utf8Quoted(text);
        ByteArrayOutputStream out =
                new ByteArrayOutputStream(head.length + tail.length + open.length() + encoded.length + close.length());
        out.writeBytes(head);
        out.writeBytes(utf8(open));
        out.writeBytes(encoded);
        out.writeBytes(ascii(close));
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
