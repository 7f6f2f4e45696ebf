package io.oblix.policy.file;

import org.jspecify.annotations.Nullable;

/** A policy file that cannot be used, with a sentence for whoever edited it. */
final class PolicyRejected extends Exception {

    private static final long serialVersionUID = 1L;

    private final @Nullable String file;
    private final int line;

    /** @param line in the file, from 1; 0 where it is not known */
    PolicyRejected(String reason, int line) {
        this(reason, null, line);
    }

    /** @param file when it is another one than the policy's own */
    PolicyRejected(String reason, @Nullable String file, int line) {
        super(reason);
        this.file = file;
        this.line = line;
    }

    @Nullable String file() {
        return file;
    }

    int line() {
        return line;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
