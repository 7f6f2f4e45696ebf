package io.oblix.dialect.chat;

import io.oblix.chat.Answer;
import io.oblix.chat.AnsweredBy;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.RequestRecord;
import io.oblix.chat.Usage;
import io.oblix.problem.ClientDisconnected;
import io.oblix.problem.Problem;
import io.oblix.problem.ServerProblem;
import io.oblix.server.Client;
import io.oblix.server.HttpListener;
import io.oblix.server.InFlight;
import io.oblix.server.RequestBody;
import io.oblix.server.connection.ConnectionGuard;
import io.oblix.server.reply.ErrorBody;
import io.oblix.server.reply.ErrorHeaders;
import io.oblix.server.reply.OblixHeaders;
import io.oblix.settings.ServerSettings;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The front door: read, gather facts, decide, ask, write. What the later rooms do stands behind {@code direct:}
 * endpoints, so that this one need not know them.
 */
public final class ChatRoutes extends RouteBuilder {

    /** The property of the exchange that holds the {@link ChatRequest}. */
    public static final String REQUEST = "OblixChatRequest";

    /** The property of the exchange that tells whom a request went to last: an {@link AnsweredBy}. */
    public static final String ASKED = "OblixAsked";

    private static final String CALLER = "OblixCaller";
    private static final String ENTERED = "OblixEntered";
    private static final Logger LOG = LoggerFactory.getLogger(ChatRoutes.class);

    private final Vertx vertx;
    private final Duration keepAlive;
    private final Duration requestTotal;
    private final boolean reasoningTwice;
    private final InFlight inFlight;
    private final List<Consumer<RequestRecord>> listeners;

    /**
     * @param door where it stands
     * @param settings how long a streaming caller may hear nothing, and how thinking is told
     * @param listeners are told what became of each request; they must not block
     */
    public ChatRoutes(HttpListener door, ServerSettings settings, List<Consumer<RequestRecord>> listeners) {
        this.vertx = door.vertx();
        this.inFlight = door.inFlight();
        this.keepAlive = settings.keepAlive();
        this.requestTotal = settings.requestTotal();
        this.reasoningTwice = settings.reasoningTwice();
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void configure() {
        getContext().getRegistry().bind("oblixNoHeaders", new NoHeaders());

        errorHandler(noErrorHandler());

        from("platform-http:/v1/chat/completions?httpMethodRestrict=POST&headerFilterStrategy=#oblixNoHeaders")
                .routeId("chat")
                .description("OpenAI's chat completions: from any client to whichever model should answer")
                .doTry()
                .process(this::read)
                .id("read-request")
                .to("direct:facts")
                .id("to-facts")
                .to("direct:decide")
                .id("to-decide")
                .to("direct:ask")
                .id("to-ask")
                .process(this::write)
                .id("write-answer")
                .doCatch(Throwable.class)
                .process(this::refuse)
                .id("refuse")
                .end();
    }

    private void read(Exchange exchange) {
        HttpMessage message = exchange.getMessage(HttpMessage.class);
        Client caller = new Client(message.getResponse(), requestTotal);
        exchange.setProperty(CALLER, caller);
        ConnectionGuard.watch(message.getRequest().connection(), caller.cancellation());
        if (!inFlight.enter()) {
            throw inFlight.isClosed() ? ServerProblem.shuttingDown() : ServerProblem.tooManyRequests();
        }
        exchange.setProperty(ENTERED, true);
        HttpServerRequest http = message.getRequest();
        String id = message.getResponse().headers().get(OblixHeaders.REQUEST_ID);
        ChatRequest request = ChatRequestReader.read(
                id,
                RequestBody.of(message),
                String.join(",", http.headers().getAll(OblixHeaders.PRIVACY)),
                OblixHeaders.conversation(http.headers()),
                caller.cancellation());
        exchange.setProperty(REQUEST, request);
        if (request.streaming()) {
            caller.keepAlive(vertx, keepAlive, Map.of(OblixHeaders.REQUEST_ID, id));
        }
        // Nothing that came with the HTTP request travels on: not its headers, not a second copy of the body.
        message.removeHeaders("*");
        message.setBody(null);
    }

    private void write(Exchange exchange) {
        ChatRequest request = exchange.getProperty(REQUEST, ChatRequest.class);
        Answer answer = (Answer) exchange.getMessage().getBody();
        Client caller = exchange.getProperty(CALLER, Client.class);
        RequestRecord record = new AnswerWriter(request, caller, answer, reasoningTwice).write();
        tell(record);
        finish(exchange);
    }

    private void refuse(Exchange exchange) {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Problem problem = failure instanceof Problem known ? known : ServerProblem.internal(failure);
        ChatRequest request = exchange.getProperty(REQUEST, ChatRequest.class);
        if (problem instanceof ServerProblem && problem.status() == 500) {
            LOG.error("request {} failed by a fault of this server", request == null ? "?" : request.id(), failure);
        }
        Client caller = exchange.getProperty(CALLER, Client.class);
        AnsweredBy asked = exchange.getProperty(ASKED, AnsweredBy.class);
        if (!(problem instanceof ClientDisconnected)) {
            tell(caller, request, asked, problem);
        }
        if (request != null) {
            tell(AnswerWriter.record(request, asked, Usage.NONE, 0, problem));
        }
        finish(exchange);
    }

    private static void tell(
            Client caller, @Nullable ChatRequest request, @Nullable AnsweredBy asked, Problem problem) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (request != null && asked != null) {
            headers.putAll(AnswerWriter.headers(request.id(), asked));
        }
        headers.putAll(ErrorHeaders.of(problem));
        caller.answer(problem.status(), headers, ErrorBody.of(problem));
    }

    /** The answer has been written: the consumer must find nothing that it could write once more. */
    private void finish(Exchange exchange) {
        boolean entered = exchange.getProperty(ENTERED) != null;
        exchange.getProperty(CALLER, Client.class).end(entered ? inFlight::leave : () -> {});
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(null);
    }

    private void tell(RequestRecord record) {
        for (Consumer<RequestRecord> listener : listeners) {
            listener.accept(record);
        }
    }

    /** Keeps the caller's headers and query out of Camel: whatever they are called, they mean nothing here. */
    private static final class NoHeaders implements HeaderFilterStrategy {

        @Override
        public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
            return true;
        }

        @Override
        public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
            return true;
        }
    }
}
