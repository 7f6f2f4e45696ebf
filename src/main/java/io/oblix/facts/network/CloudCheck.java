package io.oblix.facts.network;

import java.util.Locale;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.http.HttpComponent;
import org.jspecify.annotations.Nullable;

/** How the way to the cloud is checked: a HEAD without a key, to which any answer of the provider is a good one. */
public final class CloudCheck {

    private CloudCheck() {}

    /** No retries of the client's own: they wait a second in between, which would count as the line's time. */
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
     * Whether it was the provider that answered. Providers answer a request without a key in JSON or with no body; a
     * redirect, a page, or the demand to log in comes from a portal or a proxy in between. A page with one of the
     * statuses that a web server before a provider of one's own gives to such a request is still an answer.
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
