package io.oblix.dialect.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import io.oblix.server.Client;
import io.oblix.server.HttpListener;
import io.oblix.server.HttpRequest;
import io.oblix.server.HttpRoutes;
import io.oblix.server.reply.ErrorReply;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.apache.camel.Exchange;

/**
 * What is asked about responses without a model: a stored one and its input, the tokens of a request. A client that wants a
 * WebSocket gets a 426, after which Codex uses HTTP at once; after a 404 it would try seven times.
 */
public final class StoredResponsesRoutes extends HttpRoutes {

    private final HttpListener server;
    private final ResponsesDialect dialect;
    private final StoredResponses stored;
    private final ToIntFunction<ChatRequest> tokens;

    /**
     * @param tokens counts those of a prompt
     * @param elsewhere the responses that providers keep
     */
    public StoredResponsesRoutes(
            HttpListener server, ResponsesDialect dialect, ToIntFunction<ChatRequest> tokens, KeptElsewhere elsewhere) {
        this.server = server;
        this.dialect = dialect;
        this.stored = new StoredResponses(dialect.memory(), elsewhere);
        this.tokens = tokens;
    }

    @Override
    public void configure() {
        routes(ResponsesReader.PATH, "");
        routes(ResponsesReader.PATH.substring("/v1".length()), "-without-version");
    }

    private void routes(String path, String ending) {
        post(path + "/input_tokens", "response-tokens" + ending)
                .description("How many tokens a request for a response has; asks no model")
                .process(this::count)
                .id("count-response-tokens" + ending);
        server.posted(path + "/input_tokens", dialect);
        get(path, "response-socket" + ending)
                .description("Refuses a WebSocket in a way that lets its client use HTTP")
                .process(this::refuse)
                .id("refuse-socket" + ending);
        get(path + "/*", "stored-response" + ending)
                .description("A stored response, or the input of its request")
                .process(this::read)
                .id("read-stored-response" + ending);
        delete(path + "/*", "delete-response" + ending)
                .description("Deletes a stored response")
                .process(this::delete)
                .id("delete-stored-response" + ending);
        post(path + "/*", "cancel-response" + ending)
                .description("Says that a response cannot be cancelled")
                .process(this::cancel)
                .id("cancel-stored-response" + ending);
    }

    private void count(Exchange exchange) {
        HttpRequest http = HttpRequest.take(exchange);
        ChatRequest request = dialect.read(http, new Cancellation()).by(http.use());
        server.misplaced().refuse(http, request.model());
        ObjectNode count = Json.object().put("object", "response.input_tokens");
        reply(exchange, 200, count.put("input_tokens", tokens.applyAsInt(request)));
    }

    private void refuse(Exchange exchange) {
        HttpRequest http = HttpRequest.take(exchange);
        boolean upgrade = http.headers("upgrade").stream().anyMatch(to -> to.equalsIgnoreCase("websocket"));
        RequestProblem problem =
                upgrade ? RequestProblem.upgradeRefused() : RequestProblem.wrongMethod("GET", http.path());
        Map<String, String> headers = new LinkedHashMap<>(ErrorReply.headers(problem));
        headers.put("allow", "POST");
        Client client = server.admission().admit(http);
        client.answer(problem.status(), headers, ErrorReply.body(problem));
        client.end();
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(null);
    }

    private void read(Exchange exchange) {
        HttpRequest http = HttpRequest.take(exchange);
        String[] path = path(http);
        StoredResponses.Reader reader = StoredResponses.Reader.of(http);
        if (path.length == 2 && path[1].equals("input_items")) {
            reply(
                    exchange,
                    200,
                    stored.inputItems(reader, path[0], http.query("limit"), http.query("order"), http.query("after")));
        } else if (path.length == 1) {
            reply(exchange, 200, stored.get(reader, path[0], http.query("stream")));
        } else {
            throw RequestProblem.responseNotFound(Conversation.shown(http.path()));
        }
    }

    private void delete(Exchange exchange) {
        HttpRequest http = HttpRequest.take(exchange);
        reply(exchange, 200, stored.delete(StoredResponses.Reader.of(http), String.join("/", path(http))));
    }

    private void cancel(Exchange exchange) {
        HttpRequest http = HttpRequest.take(exchange);
        String[] path = path(http);
        if (path.length != 2 || !path[1].equals("cancel")) {
            throw RequestProblem.wrongMethod("POST", Conversation.shown(http.path()));
        }
        reply(exchange, 200, stored.cancel(StoredResponses.Reader.of(http), path[0]));
    }

    /** What follows the path of this API: an id, and perhaps a word behind it. */
    private static String[] path(HttpRequest http) {
        String path = http.path();
        return path.substring(path.indexOf("/responses/") + "/responses/".length())
                .split("/", -1);
    }
}
