package io.oblix.upstream;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/** What can happen to a call, in the order in which it happens. */
sealed interface Letter {

    record Head(HttpClientResponse response) implements Letter {}

    record Piece(Buffer bytes) implements Letter {}

    record Failed(Throwable cause) implements Letter {}

    enum Signal implements Letter {
        /** The body is complete. */
        END,
        /** The client has disconnected; this may come at any time. */
        CANCELLED
    }
}
