package io.oblix.policy.file;

import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/** A condition that Camel evaluates; a failure carries its line. */
record LinedCondition(Predicate condition, int line) implements Predicate {

    /** A failure, with the line of its condition. */
    static final class Failed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final int line;

        Failed(RuntimeException cause, int line) {
            super(cause.getMessage(), cause);
            this.line = line;
        }

        int line() {
            return line;
        }
    }

    @Override
    public boolean matches(Exchange exchange) {
        try {
            return condition.matches(exchange);
        } catch (RuntimeException failed) {
            throw new Failed(failed, line);
        }
    }
}
