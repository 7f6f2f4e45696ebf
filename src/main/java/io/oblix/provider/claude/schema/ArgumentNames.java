package io.oblix.provider.claude.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.oblix.json.Json;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Puts the client's names of properties back into the arguments of one call while they arrive, in pieces of any size. A
 * key is held until it has come whole; all else passes as it is.
 */
public final class ArgumentNames {

    /** Six characters each, if the model escapes them all, and the quotes: a longer key is none that was sent. */
    private static final int MAX_KEY = 6 * PropertyNames.MAX_LENGTH + 2;

    private enum Place {
        BETWEEN,
        KEY,
        TEXT
    }

    private final PropertyNames names;
    private final StringBuilder key = new StringBuilder();

    /** Which of the open containers are objects, the outermost first. */
    private final BitSet objects = new BitSet();

    private int depth;
    private Place place = Place.BETWEEN;
    private boolean keyFollows;
    private boolean escaped;

    public ArgumentNames(PropertyNames names) {
        this.names = names;
    }

    /** May be empty. */
    public String restored(String piece) {
        StringBuilder out = new StringBuilder(piece.length() + 16);
        for (int i = 0; i < piece.length(); i++) {
            char c = piece.charAt(i);
            if (place == Place.BETWEEN) {
                between(c, out);
            } else {
                within(c, out);
            }
        }
        return out.toString();
    }

    /** What is still held when the call has ended, because the answer's limit has cut it off. */
    public String rest() {
        String rest = key.toString();
        key.setLength(0);
        return rest;
    }

    private void between(char c, StringBuilder out) {
        switch (c) {
            case '{', '[' -> {
                objects.set(depth++, c == '{');
                keyFollows = c == '{';
            }
            case '}', ']' -> {
                depth = Math.max(0, depth - 1);
                keyFollows = false;
            }
            case ',' -> keyFollows = depth > 0 && objects.get(depth - 1);
            case '"' -> {
                place = keyFollows ? Place.KEY : Place.TEXT;
                keyFollows = false;
            }
            default -> {
                // Numbers, words, colons and white space.
            }
        }
        (place == Place.KEY ? key : out).append(c);
    }

    private void within(char c, StringBuilder out) {
        StringBuilder target = place == Place.KEY ? key : out;
        target.append(c);
        if (escaped) {
            escaped = false;
        } else if (c == '\\') {
            escaped = true;
        } else if (c == '"') {
            out.append(place == Place.KEY ? restoredKey(rest()) : "");
            place = Place.BETWEEN;
        }
        if (place == Place.KEY && key.length() > MAX_KEY) {
            out.append(rest());
            place = Place.TEXT;
        }
    }

    private String restoredKey(String quoted) {
        String text = quoted.substring(1, quoted.length() - 1);
        if (text.indexOf('\\') >= 0) {
            @Nullable JsonNode parsed = Json.valueOrNull(quoted);
            text = parsed == null ? text : parsed.asText();
        }
        String own = names.own().get(text);
        return own == null ? quoted : TextNode.valueOf(own).toString();
    }
}
