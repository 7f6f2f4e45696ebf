package io.oblix.facts.network;

import java.util.Locale;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.http.HttpComponent;
import org.jspecify.annotations.Nullable;

/** The check of the network path to the cloud: a HEAD request without a key. Any answer of the provider is good. */
public final class CloudCheck {

    private CloudCheck() {}

    /** Disables the HTTP client's own retries: they pause for a second, which would count as latency. */
    public static void prepare(CamelContext context) {
        for (String scheme : new String[] {"http", "https"}) {
            context.getComponent(scheme, HttpComponent.class).setAutomaticRetriesDisabled(true);
        }
    }

    public static String endpoint(String url) {
        return url + "?httpMethod=HEAD&throwExceptionOnFailure=false&bridgeEndpoint=true&useSystemProperties=true"
                + "&followRedirects=false&connectTimeout=3000&responseTimeout=5000";
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
