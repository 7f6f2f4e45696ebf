package io.oblix.dialect.completions;

import io.oblix.chat.RequestListener;
import io.oblix.dialect.DialectRoutes;
import io.oblix.server.HttpListener;
import io.oblix.settings.ServerSettings;
import java.util.List;

/** {@code POST /v1/completions}. */
public final class CompletionsRoutes extends DialectRoutes {

    /** @param listeners receive the record of each request when it is over; they must not block */
    public CompletionsRoutes(HttpListener server, ServerSettings settings, List<RequestListener> listeners) {
        super(server, new CompletionsDialect(settings.answers()), listeners);
    }

    @Override
    public void configure() {
        answered(
                CompletionsDialect.PATH,
                CompletionsDialect.NAME,
                "OpenAI's completions: from editors and other clients to whichever model should answer");
    }
}
