package io.oblix.dialect.responses;

import io.oblix.chat.RequestListener;
import io.oblix.dialect.DialectRoutes;
import io.oblix.server.HttpListener;
import java.util.List;

/** {@code POST /v1/responses}, or {@code /v1/responses/compact}. */
public final class ResponsesRoutes extends DialectRoutes {

    private final ResponsesDialect dialect;

    /** @param listeners receive the record of each request when it is over; they must not block */
    public ResponsesRoutes(HttpListener server, ResponsesDialect dialect, List<RequestListener> listeners) {
        super(server, dialect, listeners);
        this.dialect = dialect;
    }

    @Override
    public void configure() {
        if (dialect.compacts()) {
            answered(ResponsesReader.PATH + "/compact", "compact", "A summary of a conversation, to go on from");
        } else {
            answered(
                    ResponsesReader.PATH,
                    ResponsesDialect.NAME,
                    "OpenAI's Responses: from Codex and other clients to whichever model should answer");
        }
    }
}
