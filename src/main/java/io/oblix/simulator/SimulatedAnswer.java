package io.oblix.simulator;

import java.util.ArrayList;
import java.util.List;

/**
 * What a simulated model answers, in the pieces that it streams.
 *
 * @param finish {@code stop} or {@code length}
 */
public record SimulatedAnswer(List<String> pieces, String finish, int promptTokens) {

    /** A text, streamed word by word. */
    public static SimulatedAnswer of(String text, int promptTokens) {
        return new SimulatedAnswer(List.of(text.split("(?<= )")), "stop", promptTokens);
    }

    /** The rest of this answer after a prefill; all of it when it starts differently. */
    SimulatedAnswer after(String prefill) {
        if (prefill.isEmpty() || !text().startsWith(prefill)) {
            return this;
        }
        List<String> rest = new ArrayList<>();
        int off = prefill.length();
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
