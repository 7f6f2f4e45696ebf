package io.oblix.simulator;

import java.util.Map;

/** What a simulated provider does instead of a proper answer. */
public sealed interface Fault {

    /** Answers with this status and body. */
    record Status(int status, String contentType, String body, Map<String, String> headers) implements Fault {
        /** An error in the provider's own format. */
        public static Status of(int status) {
            return new Status(status, "", "", Map.of());
        }

        public Status with(String header, String value) {
            return new Status(status, contentType, body, Map.of(header, value));
        }
    }

    /** Rejects the request in the provider's own words. */
    record Refusal(Reason reason) implements Fault {}

    /** Why a provider rejects a request. */
    enum Reason {
        /** The prompt exceeds the model's context window. */
        CONTEXT_EXCEEDED,

        /** The content is not allowed. */
        CONTENT_POLICY,

        /** The API key is invalid. */
        DEAD_KEY,

        /** Too many concurrent requests. */
        OVERLOADED
    }

    /** Closes the connection with a FIN before the response head. */
    record Hangup() implements Fault {}

    /** Closes the connection with an RST before the response head. */
    record Reset() implements Fault {}

    /** Announces a content length, sends half of the body and closes the connection. */
    record ShortBody() implements Fault {}

    /** Reads the request and does not answer until {@link SimulatedProvider#release}. */
    record Silence() implements Fault {}

    /** Sends all of the text, but not the end of the stream. */
    record NoEnd() implements Fault {}

    /** Sends some pieces of the answer properly. */
    sealed interface InStream extends Fault {
        int pieces();
    }

    /** Then closes the connection. */
    record Cut(int pieces) implements InStream {}

    /** Then sends nothing more, with the connection open. */
    record Stall(int pieces) implements InStream {}

    /** Then waits for {@link SimulatedProvider#release} before it sends the rest (0 pieces: the first token is late). */
    record Hold(int pieces) implements InStream {}

    /** Then sends an event that is not JSON. */
    record Malformed(int pieces) implements InStream {}

    /** Then sends an error event in the provider's own format. */
    record ErrorEvent(int pieces) implements InStream {}
}
