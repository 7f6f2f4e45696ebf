package io.oblix.simulator;

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

    public String text() {
        return String.join("", pieces);
    }

    public int completionTokens() {
        return pieces.size();
    }
}
