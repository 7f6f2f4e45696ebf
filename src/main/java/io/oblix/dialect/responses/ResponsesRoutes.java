package io.oblix.dialect.responses;

import io.oblix.chat.RequestListener;
import io.oblix.dialect.DialectRoutes;
import io.oblix.server.HttpListener;
import io.oblix.settings.ServerSettings;
import java.util.List;

/** {@code POST /v1/responses}. */
public final class ResponsesRoutes extends DialectRoutes {

    /** @param listeners receive the record of each request when it is over; they must not block */
    public ResponsesRoutes(
            HttpListener server, ServerSettings settings, ResponsesMemory memory, List<RequestListener> listeners) {
        super(server, new ResponsesDialect(settings.answers(), memory), listeners);
    }

    @Override
    public void configure() {
        answered(
                ResponsesReader.PATH,
                ResponsesDialect.NAME,
                "OpenAI's Responses: from Codex and other clients to whichever model should answer");
    }
}
