package io.oblix.ask.judge;

import java.util.Locale;

/** Why an answer is not sent where another model can answer instead. */
public enum Doubt {
    /** It is among the answers of which the model was least sure. */
    UNSURE("was unsure of its answer"),
    EMPTY("answered with nothing"),

    /** The model ended by length, and the client had set no limit. */
    CUT_OFF("stopped in the middle of its answer"),
    REFUSED("declined to answer"),

    /** The client asked for JSON. */
    BAD_JSON("sent other JSON than was asked for"),

    /** A tool call whose tool was not offered, or whose arguments do not fit it. */
    BAD_TOOL_CALL("called a tool in a way that does not fit it"),
    REPEATS("repeated itself");

    private final String words;

    Doubt(String words) {
        this.words = words;
    }

    /** In a sentence behind the model's name. */
    public String words() {
        return words;
    }

    /** In lower-case-with-dashes, for metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
