package io.oblix.dialect.chat;

import io.oblix.chat.RequestRecord;
import io.oblix.dialect.DialectEndpoint;
import io.oblix.server.HttpListener;
import io.oblix.server.HttpRoutes;
import io.oblix.settings.ServerSettings;
import java.util.List;
import java.util.function.Consumer;

/** {@code POST /v1/chat/completions}. The rooms in between stand behind {@code direct:} endpoints. */
public final class ChatRoutes extends HttpRoutes {

    private final DialectEndpoint chat;

    /** @param listeners receive the record of each request when it is over; they must not block */
    public ChatRoutes(HttpListener server, ServerSettings settings, List<Consumer<RequestRecord>> listeners) {
        this.chat = new DialectEndpoint(server, new ChatDialect(settings.answers()), listeners);
    }

    @Override
    public void configure() {
        post("/v1/chat/completions", "chat")
                .description("OpenAI's chat completions: from any client to whichever model should answer")
                .process(chat::read)
                .id("read-request")
                .to("direct:facts")
                .id("to-facts")
                .to("direct:decide")
                .id("to-decide")
                .to("direct:ask")
                .id("to-ask")
                .process(chat::write)
                .id("write-answer");
    }
}
