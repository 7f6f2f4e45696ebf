package io.oblix.dialect.chat;

import io.oblix.chat.RequestListener;
import io.oblix.dialect.DialectRoutes;
import io.oblix.server.HttpListener;
import io.oblix.settings.ServerSettings;
import java.util.List;

/** {@code POST /v1/chat/completions}. Between reading and writing, {@code direct:answer} is the same for all dialects. */
public final class ChatRoutes extends DialectRoutes {

    /** @param listeners receive the record of each request when it is over; they must not block */
    public ChatRoutes(HttpListener server, ServerSettings settings, List<RequestListener> listeners) {
        super(server, new ChatDialect(settings.answers()), listeners);
    }

    @Override
    public void configure() {
        answered(
                "/v1/chat/completions",
                "chat",
                "OpenAI's chat completions: from any client to whichever model should answer");
    }
}
