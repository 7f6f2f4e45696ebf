package io.oblix.dialect;

import io.oblix.chat.Answer;
import io.oblix.chat.AnsweredBy;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.RequestListener;
import io.oblix.chat.RequestRecord;
import io.oblix.chat.Usage;
import io.oblix.log.RequestLog;
import io.oblix.problem.ClientDisconnected;
import io.oblix.problem.Problem;
import io.oblix.problem.RequestProblem;
import io.oblix.server.Client;
import io.oblix.server.HttpErrors;
import io.oblix.server.HttpListener;
import io.oblix.server.HttpRequest;
import io.oblix.server.HttpRoutes;
import io.oblix.server.reply.OblixHeaders;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.model.ProcessorDefinition;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one dialect. Those for an answer are {@link #answered}. Each begins with {@link #read}, which takes the request in, and ends with {@link #write},
 * which sends the answer; a problem in between is answered in the dialect's shape through {@link HttpErrors}.
 */
public abstract class DialectRoutes extends HttpRoutes {

    /** The property of the exchange that holds the {@link ChatRequest}. */
    public static final String REQUEST = "OblixChatRequest";

    /** The property of the exchange that names the model asked last: an {@link AnsweredBy}. */
    public static final String ASKED = "OblixAsked";

    /** What stands in the log in place of a key that was sent as a model. */
    private static final String KEY = "(a key)";

    private static final String VERSION = "/v1";
    private static final String CLIENT = "OblixClient";

    private final HttpListener server;
    private final Dialect dialect;
    private final List<RequestListener> listeners;

    /** @param listeners receive the record of each request when it is over; they must not block */
    protected DialectRoutes(HttpListener server, Dialect dialect, List<RequestListener> listeners) {
        this.server = server;
        this.dialect = dialect;
        this.listeners = List.copyOf(listeners);
    }

    /**
     * The route of requests that models answer. Users forget the {@code /v1} of a base URL or write it twice over with
     * their client, so the path is served without it too.
     *
     * @param path with its {@code /v1}, if it has one
     * @param id of the route
     */
    protected final void answered(String path, String id, String description) {
        answered(path, id, description, null);
    }

    /** @param atOnce which requests no model is asked for, and how they are answered; null for none */
    protected final void answered(String path, String id, String description, @Nullable AtOnce atOnce) {
        route(path, id, description, atOnce);
        if (path.startsWith(VERSION)) {
            route(path.substring(VERSION.length()), id + "-without-version", description, atOnce);
        }
    }

    private void route(String path, String id, String description, @Nullable AtOnce atOnce) {
        server.answered(path, dialect);
        ProcessorDefinition<?> route =
                post(path, id).description(description).process(this::read).id("read-" + id);
        if (atOnce == null) {
            route = route.to("direct:answer").id("answer-" + id);
        } else {
            route = route.choice()
                    .when(exchange -> atOnce.suits(exchange.getProperty(REQUEST, ChatRequest.class)))
                    .process(exchange -> exchange.getMessage()
                            .setBody(atOnce.answer(exchange.getProperty(REQUEST, ChatRequest.class))))
                    .id("answer-at-once-" + id)
                    .otherwise()
                    .to("direct:answer")
                    .id("answer-" + id)
                    .end();
        }
        route.process(this::write).id("write-" + id);
    }

    protected final void read(Exchange exchange) {
        HttpRequest http = HttpRequest.take(exchange);
        // Each route would copy the message to another one, for an answer that is none of Camel's.
        exchange.setPattern(ExchangePattern.InOnly);
        Client client = admit(exchange, http);
        exchange.setProperty(CLIENT, client);
        HttpErrors.answerBy(exchange, problem -> refuse(exchange, client, http, problem));
        ChatRequest request = dialect.read(http, client.cancellation()).by(http.use(), http.trace());
        request.trace().awaitRecord();
        if (server.misplaced().isIn(http, request.model())) {
            exchange.setProperty(REQUEST, request.withModel(KEY));
            throw RequestProblem.keyForModel();
        }
        exchange.setProperty(REQUEST, request);
        if (request.streaming()) {
            Map<String, String> headers = new LinkedHashMap<>(dialect.answerHeaders(http.id()));
            headers.put(OblixHeaders.REQUEST_ID, http.id());
            client.keepAlive(dialect.framing(request), headers);
        }
    }

    private Client admit(Exchange exchange, HttpRequest http) {
        try {
            return server.admission().admit(http);
        } catch (Problem full) {
            HttpErrors.shape(exchange, dialect);
            throw full;
        }
    }

    protected final void write(Exchange exchange) {
        ChatRequest request = exchange.getProperty(REQUEST, ChatRequest.class);
        Client client = exchange.getProperty(CLIENT, Client.class);
        Answer answer = (Answer) exchange.getMessage().getBody();
        try {
            report(request, new AnswerWriter(dialect, request, client, answer).write());
        } finally {
            end(exchange, client);
        }
    }

    private void refuse(Exchange exchange, Client client, HttpRequest http, Problem thrown) {
        Problem problem = thrown instanceof ClientDisconnected ? client.whyCutOff() : thrown;
        ChatRequest request = exchange.getProperty(REQUEST, ChatRequest.class);
        AnsweredBy asked = exchange.getProperty(ASKED, AnsweredBy.class);
        if (!(problem instanceof ClientDisconnected)) {
            client.answer(
                    dialect.status(problem),
                    headers(dialect, http.id(), asked, problem),
                    dialect.error(problem, http.id()));
        }
        if (request != null) {
            report(request, RequestRecord.of(request, asked, Usage.NONE, 0, problem));
        } else if (!(problem instanceof ClientDisconnected)) {
            RequestLog.unread(http.path(), dialect.status(problem), problem);
        }
        end(exchange, client);
    }

    static Map<String, String> headers(Dialect dialect, String requestId, @Nullable AnsweredBy asked, Problem problem) {
        Map<String, String> headers = asked == null ? new LinkedHashMap<>() : OblixHeaders.of(requestId, asked);
        headers.putAll(dialect.headers(problem, requestId));
        return headers;
    }

    private void report(ChatRequest request, RequestRecord record) {
        long tokens = record.usage().totalTokens();
        if (record.by() != null && record.problem() instanceof ClientDisconnected) {
            request.use().settleUnknown(tokens);
        } else {
            request.use().settle(tokens);
        }
        listeners.forEach(listener -> listener.ended(record));
    }

    /** Leaves nothing in the message: Camel's consumer would write it after the answer. */
    private static void end(Exchange exchange, Client client) {
        client.end();
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(null);
    }
}
