package io.oblix.ask.judge;

import java.util.BitSet;

/**
 * Tells which tokens of a JSON text say something: brackets, commas and the names of properties follow from the schema,
 * so a model that writes them shows nothing of how sure it is. For tokens in their order, wherever they are cut.
 */
final class ForcedTokens {

    /** Deeper containers count as arrays. */
    private static final int MAX_DEPTH = 500;

    private final BitSet objects = new BitSet();
    private int depth;
    private boolean inString;
    private boolean inName;
    private boolean nameNext;
    private boolean escaped;

    /** Whether any character of the next token is a part of a value. */
    boolean saysSomething(String token) {
        boolean says = false;
        for (int i = 0; i < token.length(); i++) {
            says |= inString ? inString(token.charAt(i)) : between(token.charAt(i));
        }
        return says;
    }

    private boolean inString(char c) {
        if (escaped) {
            escaped = false;
        } else if (c == '\\') {
            escaped = true;
        } else if (c == '"') {
            inString = false;
            return false;
        }
        return !inName;
    }

    private boolean between(char c) {
        switch (c) {
            case '"' -> {
                inString = true;
                inName = nameNext;
            }
            case '{', '[' -> {
                depth++;
                objects.set(Math.min(depth, MAX_DEPTH), c == '{' && depth < MAX_DEPTH);
                nameNext = c == '{';
            }
            case '}', ']' -> {
                depth = Math.max(0, depth - 1);
                nameNext = false;
            }
            case ',' -> nameNext = objects.get(Math.min(depth, MAX_DEPTH));
            case ':' -> nameNext = false;
            default -> {
                return !Character.isWhitespace(c);
            }
        }
        return false;
    }
}
