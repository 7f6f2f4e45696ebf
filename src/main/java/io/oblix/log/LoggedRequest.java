package io.oblix.log;

/** What the lines of the log say of the request that they belong to. */
public interface LoggedRequest {

    /** Our id of it. */
    String id();

    /** The name of the caller's key; empty without keys. */
    String keyName();

    /** The id of the trace that it belongs to, 32 hexadecimal digits; empty without one. */
    String traceId();

    /** A copy that holds nothing else, for lines that are written later. */
    default LoggedRequest kept() {
        return new Kept(id(), keyName(), traceId());
    }

    /** No more than the words themselves. */
    record Kept(String id, String keyName, String traceId) implements LoggedRequest {

        @Override
        public LoggedRequest kept() {
            return this;
        }
    }
}
