package io.oblix.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import org.apache.camel.Exchange;

/** A small JSON reply, written by Camel. */
public final class JsonReply {

    private JsonReply() {}

    public static void send(Exchange exchange, int status, ObjectNode json) {
        send(exchange, status, Json.bytes(json));
    }

    static void send(Exchange exchange, int status, byte[] body) {
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json");
        exchange.getMessage().setBody(body);
    }
}
