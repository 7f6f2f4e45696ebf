package io.oblix.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.UTF8JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.io.IOException;
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
    private final int escapes;

    /** Two threads that decode it at once find the same. */
    private @Nullable String text;

    /**
     * @param json the bytes around it
     * @param start behind the opening quote
     * @param end the place of the closing quote
     * @param escapes how many escapes are between them
     * @param text null if it is in ASCII and has no escape of a code point, and is to be decoded later
     */
    SentText(byte[] json, int start, int end, int escapes, @Nullable String text) {
        this.json = json;
        this.start = start;
        this.end = end;
        this.escapes = escapes;
        this.text = text;
    }

    @Override
    public String textValue() {
        String known = text;
        if (known == null) {
            known = TextBytes.decoded(json, start, end, escapes > 0, true);
            text = known;
        }
        return known;
    }

    /** Its characters: one that is not decoded yet is in ASCII, and each of its escapes is two bytes for one of them. */
    int length() {
        String known = text;
        return known == null ? end - start - escapes : known.length();
    }

    /** Whether it begins with these characters, which are ASCII. */
    boolean startsWith(String beginning) {
        for (int i = 0; text == null && i < beginning.length(); i++) {
            byte next = start + i < end ? json[start + i] : 0;
            if (next != beginning.charAt(i)) {
                return next == '\\' && textValue().startsWith(beginning);
            }
        }
        String known = text;
        return known == null || known.startsWith(beginning);
    }

    boolean isBlank() {
        boolean word = json[start] > ' ' && json[start] != '\\';
        return !word && textValue().isBlank();
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
