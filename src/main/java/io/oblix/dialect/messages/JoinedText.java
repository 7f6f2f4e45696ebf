package io.oblix.dialect.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.oblix.json.Texts;
import org.jspecify.annotations.Nullable;

/** Texts one behind the other. A single one, the usual case, stays as it was sent: it is written faster than a copy. */
final class JoinedText {

    private @Nullable JsonNode only;
    private @Nullable StringBuilder several;

    void add(String text) {
        add(TextNode.valueOf(text));
    }

    /** @param text anything but a string is nothing */
    void add(JsonNode text) {
        if (!text.isTextual() || Texts.isEmpty(text)) {
            return;
        }
        JsonNode first = only;
        StringBuilder all = several;
        if (first == null) {
            only = text;
        } else if (all == null) {
            several = new StringBuilder(first.textValue()).append(text.textValue());
        } else {
            all.append(text.textValue());
        }
    }

    boolean isEmpty() {
        return only == null;
    }

    /** Null in JSON if there is none. */
    JsonNode toJson() {
        if (several != null) {
            return TextNode.valueOf(several.toString());
        }
        return only == null ? NullNode.getInstance() : only;
    }
}
