package io.oblix.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * Routes that answer HTTP requests. All of them answer a failure by {@link HttpErrors}, and none lets headers or query
 * parameters of a request become headers of Camel, where some names would be commands.
 */
public abstract class HttpRoutes extends RouteBuilder {

    /** The name of {@link NoHeaders} in the registry. */
    static final String NO_HEADERS = "oblixNoHeaders";

    /** @param path may end in {@code /*}: then all that follows is the route's to read */
    protected final RouteDefinition get(String path, String id) {
        return from(path, "GET,HEAD", id);
    }

    protected final RouteDefinition post(String path, String id) {
        return from(path, "POST", id);
    }

    /** A path that is asked in other ways too. */
    protected final RouteDefinition any(String path, String id) {
        return from(path, "GET,HEAD,POST,PUT,DELETE", id);
    }

    /** As {@link #get}. */
    protected final RouteDefinition delete(String path, String id) {
        return from(path, "DELETE", id);
    }

    private RouteDefinition from(String path, String methods, String id) {
        boolean prefix = path.endsWith("/*");
        return from("platform-http:" + (prefix ? path.substring(0, path.length() - 1) : path) + "?httpMethodRestrict="
                        + methods + "&matchOnUriPrefix=" + prefix + "&headerFilterStrategy=#" + NO_HEADERS)
                .routeId(id)
                .routeConfigurationId(HttpErrors.CONFIGURATION);
    }

    /** Answers by a small JSON object, which Camel writes. */
    protected static void reply(Exchange exchange, int status, ObjectNode json) {
        reply(exchange, status, Json.bytes(json));
    }

    /** The same for JSON that is written already. */
    protected static void reply(Exchange exchange, int status, byte[] json) {
        reply(exchange, status, json, "application/json");
    }

    /** The same with a body of another type. */
    protected static void reply(Exchange exchange, int status, byte[] body, String contentType) {
        // The facts among them would be made texts of before they are dropped.
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, contentType);
        exchange.getMessage().setBody(body);
    }

    /** Lets no header pass, in either direction. */
    static final class NoHeaders implements HeaderFilterStrategy {

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
