package io.oblix.server;

import io.oblix.chat.Trace;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Follows HTTP requests that models answer, from their head to the end of the response. It must not block. */
public interface RequestTracer {

    /**
     * A request has arrived.
     *
     * @param route the path that it is served at
     * @param requestId our name for it
     * @param headers the first value of a header, by its name in lower case
     */
    Trace begin(String method, String route, String requestId, Function<String, @Nullable String> headers);

    /**
     * The response has ended, or the client has left.
     *
     * @param status of the response; 0 if none was sent
     */
    void answered(Trace trace, int status);
}
