package io.oblix.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.UTF8JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A long text of a request: it is decoded only if somebody reads it, and written as the bytes that it was sent as, because
 * nearly all of a conversation is passed on and not read. It keeps the body of its request in memory.
 */
final class SentText extends ValueNode {

    private static final long serialVersionUID = 1L;

    /** Shared, never changed. */
    private final transient byte[] json;

    private final int start;
    private final int end;
    private final int length;
    private final boolean ascii;
    private final boolean escaped;
    private final boolean decodable;

    /** Two threads that decode it at once find the same. */
    private @Nullable String text;

    /**
     * @param json the bytes around it
     * @param start behind the opening quote
     * @param length of its characters
     * @param found what is known of it; not kept
     */
    SentText(byte[] json, int start, int length, TextBytes found) {
        this.json = json;
        this.start = start;
        this.end = found.end();
        this.length = length;
        this.ascii = found.isAscii();
        this.escaped = found.isEscaped();
        this.decodable = found.isDecodable();
    }

    @Override
    public String textValue() {
        String known = text;
        if (known == null) {
            known = decodable ? TextBytes.decoded(json, start, end, escaped, ascii) : byJackson();
            text = known;
        }
        return known;
    }

    /** With escapes of code points. */
    private String byJackson() {
        try {
            return Json.MAPPER.readTree(json, start - 1, end - start + 2).textValue();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    int length() {
        return length;
    }

    /** Whether it begins with these characters, which are ASCII. */
    boolean startsWith(String beginning) {
        for (int i = 0; i < beginning.length(); i++) {
            byte next = start + i < end ? json[start + i] : 0;
            if (next != beginning.charAt(i)) {
                return next == '\\' && textValue().startsWith(beginning);
            }
        }
        return true;
    }

    boolean isBlank() {
        byte first = json[start];
        boolean asciiWord = first > ' ' && first != '\\';
        // All white space outside ASCII begins with one of these.
        boolean otherWord = first < 0 && (first < (byte) 0xE1 || first > (byte) 0xE3);
        return !asciiWord && !otherWord && textValue().isBlank();
    }

    @Override
    public String asText() {
        return textValue();
    }

    @Override
    public String asText(String defaultValue) {
        return textValue();
    }

    @Override
    public JsonNodeType getNodeType() {
        return JsonNodeType.STRING;
    }

    @Override
    public JsonToken asToken() {
        return JsonToken.VALUE_STRING;
    }

    @Override
    public void serialize(JsonGenerator out, SerializerProvider serializers) throws IOException {
        if (out instanceof UTF8JsonGenerator && out.getHighestEscapedChar() == 0) {
            out.writeRawUTF8String(json, start, end - start);
        } else {
            out.writeString(textValue());
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof ValueNode node
                        && node.isTextual()
                        && node.textValue().equals(textValue()));
    }

    @Override
    public int hashCode() {
        return textValue().hashCode();
    }
}
