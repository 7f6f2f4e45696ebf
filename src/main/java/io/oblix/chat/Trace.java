package io.oblix.chat;

/**
 * The span of a request in a distributed trace, for what names it or is made below it. Without tracing there is {@link #NONE},
 * which costs nothing.
 */
public interface Trace {

    /** Without tracing. */
    Trace NONE = new Trace() {
        @Override
        public String id() {
            return "";
        }

        @Override
        public String spanId() {
            return "";
        }

        @Override
        public boolean isSampled() {
            return false;
        }

        @Override
        public void awaitRecord() {
            // Nothing ends.
        }
    };

    /** The id of the trace, 32 hexadecimal digits; empty without tracing. */
    String id();

    /** The id of the request's span, 16 hexadecimal digits; empty without tracing. */
    String spanId();

    /** Whether it is kept, so that it can be looked up. */
    boolean isSampled();

    /** The request was read, so that its span ends only once its record is there too, and not with its HTTP answer. */
    void awaitRecord();
}
