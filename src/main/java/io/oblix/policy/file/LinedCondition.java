package io.oblix.policy.file;

import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/** A condition that Camel evaluates; when it cannot be, the failure tells the line. */
record LinedCondition(Predicate condition, int line) implements Predicate {

    /** What went wrong, and where. */
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
