package io.oblix.simulator;

import java.util.ArrayList;
import java.util.List;

/**
 * What a simulated model says, in the pieces in which it streams it.
 *
 * @param finish {@code stop} or {@code length}
 */
public record SimulatedAnswer(List<String> pieces, String finish, int promptTokens) {

    /** A text word by word. */
    public static SimulatedAnswer of(String text, int promptTokens) {
        return new SimulatedAnswer(List.of(text.split("(?<= )")), "stop", promptTokens);
    }

    /** What is left of it behind a beginning; all of it where it begins otherwise. */
    SimulatedAnswer after(String begun) {
        if (begun.isEmpty() || !text().startsWith(begun)) {
            return this;
        }
        List<String> rest = new ArrayList<>();
        int off = begun.length();
        for (String piece : pieces) {
            if (off < piece.length()) {
                rest.add(piece.substring(off));
            }
            off = Math.max(0, off - piece.length());
        }
        return new SimulatedAnswer(rest, finish, promptTokens);
    }

    public String text() {
        return String.join("", pieces);
    }

    public int completionTokens() {
        return pieces.size();
    }
}
