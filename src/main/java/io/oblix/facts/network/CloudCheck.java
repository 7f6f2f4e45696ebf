package io.oblix.facts.network;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Locale;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.http.HttpComponent;
import org.jspecify.annotations.Nullable;

/** The check of the network path to the cloud: a HEAD request without a key. Any answer of the provider is good. */
public final class CloudCheck {

    private static final int CONNECT_MILLIS = 3_000;
    private static final int RESPONSE_MILLIS = 5_000;

    private CloudCheck() {}

    /** Disables the HTTP client's own retries: they pause for a second, which would count as latency. */
    public static void prepare(CamelContext context) {
        for (String scheme : new String[] {"http", "https"}) {
            context.getComponent(scheme, HttpComponent.class).setAutomaticRetriesDisabled(true);
        }
    }

    /** camel-http finds no host in a name with an underscore, which services of Compose have. */
    public static boolean isForCamel(String url) {
        return URI.create(url).getHost() != null;
    }

    /** The same request by the JDK's client, which takes every name. */
    public static void head(String url, Exchange exchange) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setRequestMethod("HEAD");
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(RESPONSE_MILLIS);
        try {
            exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, connection.getResponseCode());
            exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, connection.getContentType());
        } finally {
            connection.disconnect();
        }
    }

    public static String endpoint(String url) {
        return url + "?httpMethod=HEAD&throwExceptionOnFailure=false&bridgeEndpoint=true&useSystemProperties=true"
                + "&followRedirects=false&connectTimeout=" + CONNECT_MILLIS + "&responseTimeout=" + RESPONSE_MILLIS;
    }

    public static boolean isAnswer(Message answer) {
        return isAnswer(
                answer.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class),
                answer.getHeader(Exchange.CONTENT_TYPE, "", String.class));
    }

    /**
     * Whether the provider itself answered. Providers answer a request without a key in JSON or without a body; a
     * redirect, a web page or a request to log in comes from a captive portal or a proxy. A page with status 401, 404 or
     * 405 still counts as an answer: a web server in front of a self-hosted provider sends those.
     */
    public static boolean isAnswer(int status, @Nullable String contentType) {
        if (status / 100 == 3 || status == 407 || status == 511) {
            return false;
        }
        boolean page =
                contentType != null && contentType.toLowerCase(Locale.ROOT).startsWith("text/html");
        return !page || status == 401 || status == 404 || status == 405;
    }
}
