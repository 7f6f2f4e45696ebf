package io.oblix.server.reply;

import org.jspecify.annotations.Nullable;

/** How a dialect frames what a stream holds beside the pieces of the answer; by default as server-sent events. */
public interface StreamFraming {

    /** Server-sent events whose data is JSON, an error too. */
    StreamFraming EVENTS = new StreamFraming() {};

    default String contentType() {
        return "text/event-stream; charset=utf-8";
    }

    /**
     * What is sent when nothing else has been for a while, so that no proxy takes the connection for dead. Null where the
     * format has nothing that clients skip.
     *
     * @param begun whether the answer's head has been sent; if not, this sends it
     */
    default byte @Nullable [] keepAlive(boolean begun) {
        return EventFraming.KEEP_ALIVE;
    }

    /**
     * A comment that clients skip; null where the format has none.
     *
     * @param text one line
     */
    default byte @Nullable [] comment(String text) {
        return EventFraming.comment(text);
    }

    /** The last piece of a stream that ends in an error. */
    default byte[] error(byte[] json) {
        return EventFraming.data(json);
    }
}
