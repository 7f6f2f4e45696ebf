package io.oblix.policy;

/** A policy file that cannot be used, with a sentence for whoever edited it. */
final class PolicyRejected extends Exception {

    private static final long serialVersionUID = 1L;

    private final int line;

    /** @param line in the file, from 1; 0 where it is not known */
    PolicyRejected(String reason, int line) {
        super(reason);
        this.line = line;
    }

    int line() {
        return line;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
