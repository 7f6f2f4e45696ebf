package io.oblix.dialect.messages;

import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.RequestListener;
import io.oblix.dialect.AtOnce;
import io.oblix.dialect.Caller;
import io.oblix.dialect.DialectRoutes;
import io.oblix.json.Json;
import io.oblix.server.HttpErrors;
import io.oblix.server.HttpListener;
import io.oblix.server.HttpRequest;
import io.oblix.settings.ServerSettings;
import java.util.List;
import java.util.function.Predicate;
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
    private final Predicate<ChatRequest> isForOthers;

    /**
     * @param listeners receive the record of each request when it is over; they must not block
     * @param tokens counts those of a prompt
     * @param isForOthers whether a request names a policy, or a model that is not Claude
     */
    public MessagesRoutes(
            HttpListener server,
            ServerSettings settings,
            List<RequestListener> listeners,
            ToIntFunction<ChatRequest> tokens,
            Predicate<ChatRequest> isForOthers) {
        super(server, new MessagesDialect(settings.answers()), listeners);
        this.server = server;
        this.tokens = tokens;
        this.isForOthers = isForOthers;
    }

    @Override
    public void configure() {
        answered(
                MessagesReader.PATH,
                MessagesDialect.NAME,
                "Anthropic's Messages: from Claude Code and other clients to whichever model should answer",
                new AtOnce(this::writesNothing, "nothing-to-write", "length"));
        counted(MessagesReader.PATH + COUNT, "count-tokens");
        counted(MessagesReader.PATH.substring("/v1".length()) + COUNT, "count-tokens-without-version");
        server.shapeFor("anthropic-version", MessagesErrors.SHAPE);
        NOT_SERVED.forEach(path -> server.shape(path, MessagesErrors.SHAPE));
    }

    /** Only Claude has a cache that a client fills ahead. */
    private boolean writesNothing(ChatRequest request) {
        return MessagesMemo.of(request).writesNothing() && isForOthers.test(request);
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
        server.misplaced().refuse(http, request.model());
        reply(exchange, 200, Json.object().put("input_tokens", tokens.applyAsInt(request)));
    }
}
