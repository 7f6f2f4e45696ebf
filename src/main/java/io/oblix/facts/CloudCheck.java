package io.oblix.facts;

import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** How the way to the cloud is checked: a HEAD without a key, to which any answer of the provider is a good one. */
final class CloudCheck {

    private CloudCheck() {}

    static String endpoint(String url) {
        return url + "?httpMethod=HEAD&throwExceptionOnFailure=false&bridgeEndpoint=true&useSystemProperties=true"
                + "&followRedirects=false&connectTimeout=3000&responseTimeout=5000";
    }

    /** Providers answer a request without a key in JSON; a page or a redirect comes from a portal in between. */
    static boolean isPortal(Message answer) {
        int status = answer.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        String type = answer.getHeader(Exchange.CONTENT_TYPE, "", String.class);
        return status == 511 || (status >= 300 && status < 400) || (status < 300 && type.startsWith("text/html"));
    }
}
