package io.oblix.json;

/** Notes the end of a JSON object that comes in pieces. */
public final class JsonEnd {

    private int depth;
    private boolean begun;
    private boolean inText;
    private boolean escaped;

    public void feed(String piece) {
        for (int i = 0; i < piece.length(); i++) {
            char c = piece.charAt(i);
            if (escaped) {
                escaped = false;
            } else if (inText) {
                escaped = c == '\\';
                inText = c != '"';
            } else if (c == '"') {
                inText = true;
            } else if (c == '{' || c == '[') {
                depth++;
                begun = true;
            } else if (c == '}' || c == ']') {
                depth--;
            }
        }
    }

    /** Whether the object is complete. */
    public boolean isReached() {
        return begun && depth <= 0 && !inText;
    }
}
