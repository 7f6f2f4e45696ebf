package io.oblix.dialect.chat;

import io.oblix.chat.RequestListener;
import io.oblix.dialect.DialectEndpoint;
import io.oblix.server.HttpListener;
import io.oblix.server.HttpRoutes;
import io.oblix.settings.ServerSettings;
import java.util.List;

/** {@code POST /v1/chat/completions}. What is between reading and writing is the same for each dialect: {@code direct:answer}. */
public final class ChatRoutes extends HttpRoutes {

    private final DialectEndpoint chat;

    /** @param listeners receive the record of each request when it is over; they must not block */
    public ChatRoutes(HttpListener server, ServerSettings settings, List<RequestListener> listeners) {
        this.chat = new DialectEndpoint(server, new ChatDialect(settings.answers()), listeners);
    }

    @Override
    public void configure() {
        post("/v1/chat/completions", "chat")
                .description("OpenAI's chat completions: from any client to whichever model should answer")
                .process(chat::read)
                .id("read-request")
                .to("direct:answer")
                .id("to-answer")
                .process(chat::write)
                .id("write-answer");
    }
}
