package io.oblix.key.file;

import io.oblix.key.KeyText;

/** A file of keys that cannot be used, with a message for its author that repeats no secret. */
public final class KeysRejected extends Exception {

    private static final long serialVersionUID = 1L;

    private final int line;

    /** @param line in the file, from 1; 0 when unknown */
    public KeysRejected(String reason, int line) {
        super(KeyText.masked(reason));
        this.line = line;
    }

    public int line() {
        return line;
    }

    public String reason() {
        return String.valueOf(getMessage());
    }

    /** With the line, where it is known. */
    public String at(String file) {
        return file + (line > 0 ? ", line " + line : "") + ": " + reason();
    }
}
