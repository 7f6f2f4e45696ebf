package io.oblix.simulator;

import java.util.Map;

/** What a simulated provider does instead of answering as it should. */
public sealed interface Fault {

    /** Answers with a status and a body instead. */
    record Status(int status, String contentType, String body, Map<String, String> headers) implements Fault {
        /** The provider's own kind of error. */
        public static Status of(int status) {
            return new Status(status, "", "", Map.of());
        }

        public Status with(String header, String value) {
            return new Status(status, contentType, body, Map.of(header, value));
        }
    }

    /** Refuses in the provider's own words. */
    record Refusal(Reason reason) implements Fault {}

    /** What a provider may have against a request. */
    enum Reason {
        /** The prompt is longer than the model's window. */
        CONTEXT_EXCEEDED,

        /** It does not want to answer this. */
        CONTENT_POLICY,

        /** The key is no good. */
        DEAD_KEY,

        /** Too many ask at once. */
        OVERLOADED
    }

    /** Closes the connection before any answer, with a FIN. */
    record Hangup() implements Fault {}

    /** The same with an RST. */
    record Reset() implements Fault {}

    /** Promises a body of some length, sends half of it and closes the connection. */
    record ShortBody() implements Fault {}

    /** Takes the request and never answers, until {@link SimulatedProvider#release}. */
    record Silence() implements Fault {}

    /** Sends this many pieces of the answer, then closes the connection. */
    record Cut(int pieces) implements Fault {}

    /** Sends this many pieces of the answer, then nothing any more. */
    record Stall(int pieces) implements Fault {}

    /** Sends this many pieces of a stream (with 0: the first token is late), and the others after {@link SimulatedProvider#release}. */
    record Hold(int pieces) implements Fault {}

    /** Sends this many pieces, then one that is not JSON. */
    record Malformed(int pieces) implements Fault {}

    /** Sends all of the answer, but not what tells that it has ended. */
    record NoEnd() implements Fault {}

    /** Sends this many pieces, then an error event in the provider's own format. */
    record ErrorEvent(int pieces) implements Fault {}
}
