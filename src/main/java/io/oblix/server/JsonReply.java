package io.oblix.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.problem.Problem;
import io.oblix.server.reply.ErrorBody;
import org.apache.camel.Exchange;

/** Small answers of routes other than the chat: JSON with a status. */
public final class JsonReply {

    private JsonReply() {}

    public static void send(Exchange exchange, int status, ObjectNode json) {
        send(exchange, status, Json.bytes(json));
    }

    public static void send(Exchange exchange, Problem problem) {
        send(exchange, problem.status(), ErrorBody.of(problem));
    }

    private static void send(Exchange exchange, int status, byte[] body) {
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json");
        exchange.getMessage().setBody(body);
    }
}
