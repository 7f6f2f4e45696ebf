package io.oblix.settings;

/** Why the server does not start: one line for the user, with the remedy, and the exit status. */
public final class StartFailure extends Exception {

    private static final long serialVersionUID = 1L;

    public static final int WRONG_SETTINGS = 2;
    public static final int CANNOT_START = 1;

    private final int exitStatus;

    public StartFailure(int exitStatus, String line) {
        super(line);
        this.exitStatus = exitStatus;
    }

    public int exitStatus() {
        return exitStatus;
    }

    /** A wrong setting or flag. */
    public static StartFailure settings(String line) {
        return new StartFailure(WRONG_SETTINGS, line);
    }

    /** @param wanted what would be valid, for people */
    public static StartFailure setting(String name, String value, String wanted) {
        return settings(name + "=" + value + " is not valid: " + wanted);
    }
}
