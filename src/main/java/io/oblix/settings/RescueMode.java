package io.oblix.settings;

/** How a stream that breaks off after its first content may be finished. */
public enum RescueMode {
    /** By a run that says the same from the beginning, or by one that goes on where the other ended. */
    CONTINUE,

    /** Only by a run that says the same from the beginning, to the character. */
    IDENTICAL,

    /** Not at all: it ends in an error. */
    OFF;

    static RescueMode of(SettingsReader read) throws StartFailure {
        return switch (read.word("oblix.rescue", "continue", "identical", "off")) {
            case "identical" -> IDENTICAL;
            case "off" -> OFF;
            default -> CONTINUE;
        };
    }
}
