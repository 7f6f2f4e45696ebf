package io.oblix.dialect.messages;

import io.oblix.chat.RequestListener;
import io.oblix.dialect.DialectRoutes;
import io.oblix.server.HttpListener;
import io.oblix.settings.ServerSettings;
import java.util.List;

/** {@code POST /v1/messages}. */
public final class MessagesRoutes extends DialectRoutes {

    /** Paths of Anthropic's API that are not served: the error has its shape. */
    private static final List<String> NOT_SERVED =
            List.of("/v1/files", "/v1/skills", "/v1/complete", "/v1/v1/messages");

    private final HttpListener server;

    /** @param listeners receive the record of each request when it is over; they must not block */
    public MessagesRoutes(HttpListener server, ServerSettings settings, List<RequestListener> listeners) {
        super(server, new MessagesDialect(settings.answers()), listeners);
        this.server = server;
    }

    @Override
    public void configure() {
        answered(
                MessagesReader.PATH,
                MessagesDialect.NAME,
                "Anthropic's Messages: from Claude Code and other clients to whichever model should answer");
        NOT_SERVED.forEach(path -> server.shape(path, MessagesErrors.SHAPE));
    }
}
