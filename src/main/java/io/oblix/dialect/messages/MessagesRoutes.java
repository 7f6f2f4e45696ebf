package io.oblix.dialect.messages;

import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.RequestListener;
import io.oblix.dialect.Caller;
import io.oblix.dialect.DialectRoutes;
import io.oblix.json.Json;
import io.oblix.server.HttpErrors;
import io.oblix.server.HttpListener;
import io.oblix.server.HttpRequest;
import io.oblix.settings.ServerSettings;
import java.util.List;
import java.util.function.ToIntFunction;
import org.apache.camel.Exchange;

/** {@code POST /v1/messages} and {@code /v1/messages/count_tokens}. */
public final class MessagesRoutes extends DialectRoutes {

    private static final String COUNT = "/count_tokens";

    /** Paths of Anthropic's API that are not served: the error has its shape. */
    private static final List<String> NOT_SERVED =
            List.of("/v1/files", "/v1/skills", "/v1/complete", "/v1/v1/messages");

    private final HttpListener server;
    private final ToIntFunction<ChatRequest> tokens;

    /**
     * @param listeners receive the record of each request when it is over; they must not block
     * @param tokens counts those of a prompt
     */
    public MessagesRoutes(
            HttpListener server,
            ServerSettings settings,
            List<RequestListener> listeners,
            ToIntFunction<ChatRequest> tokens) {
        super(server, new MessagesDialect(settings.answers()), listeners);
        this.server = server;
        this.tokens = tokens;
    }

    @Override
    public void configure() {
        answered(
                MessagesReader.PATH,
                MessagesDialect.NAME,
                "Anthropic's Messages: from Claude Code and other clients to whichever model should answer");
        counted(MessagesReader.PATH + COUNT, "count-tokens");
        counted(MessagesReader.PATH.substring("/v1".length()) + COUNT, "count-tokens-without-version");
        server.shapeFor("anthropic-version", MessagesErrors.SHAPE);
        NOT_SERVED.forEach(path -> server.shape(path, MessagesErrors.SHAPE));
    }

    private void counted(String path, String id) {
        post(path, id)
                .description("How many tokens a Messages request has; asks no model")
                .process(this::count)
                .id(id + "-count");
        server.posted(path, MessagesErrors.SHAPE);
    }

    private void count(Exchange exchange) {
        HttpErrors.shape(exchange, MessagesErrors.SHAPE);
        HttpRequest http = HttpRequest.take(exchange);
        ChatRequest request = MessagesReader.read(
                        Caller.of(http), http.body(), http.headersBeginning("anthropic-"), new Cancellation())
                .by(http.use());
        reply(exchange, 200, Json.object().put("input_tokens", tokens.applyAsInt(request)));
    }
}
