package io.oblix.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Json;
import java.io.IOException;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.http.HttpMethods;
import org.jspecify.annotations.Nullable;

/**
 * Asks providers, by camel-http and in the background only, what they have. Answers are small and whole, so that none
 * of what makes {@link UpstreamClient} necessary matters here.
 */
public final class ProbeClient implements AutoCloseable {

    private static final String ENDPOINT = "http:oblix-probe?throwExceptionOnFailure=false&useSystemProperties=true"
            + "&followRedirects=false&cookieManagementDisabled=true&connectTimeout=3000&responseTimeout=5000";

    private final ProducerTemplate template;

    public ProbeClient(CamelContext context) {
        this.template = context.createProducerTemplate();
    }

    /** @param body null when it is not a JSON object */
    public record Answer(int status, @Nullable ObjectNode body) {}

    /** @throws IOException when nobody answers */
    public Answer get(String url, Map<String, String> headers) throws IOException {
        return send(HttpMethods.GET, url, headers, null);
    }

    /** @throws IOException when nobody answers */
    public Answer post(String url, ObjectNode body) throws IOException {
        return send(HttpMethods.POST, url, Map.of("Content-Type", "application/json"), Json.bytes(body));
    }

    private Answer send(HttpMethods method, String url, Map<String, String> headers, byte @Nullable [] body)
            throws IOException {
        Exchange exchange = template.request(ENDPOINT, request -> {
            request.getMessage().setHeader(Exchange.HTTP_METHOD, method);
            request.getMessage().setHeader(Exchange.HTTP_URI, url);
            headers.forEach(request.getMessage()::setHeader);
            request.getMessage().setBody(body);
        });
        if (exchange.getException() != null) {
            throw new IOException(exchange.getException().getMessage(), exchange.getException());
        }
        int status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        byte[] bytes = exchange.getMessage().getBody(byte[].class);
        return new Answer(status, bytes == null ? null : Json.objectOrNull(bytes));
    }

    @Override
    public void close() throws IOException {
        template.close();
    }
}
