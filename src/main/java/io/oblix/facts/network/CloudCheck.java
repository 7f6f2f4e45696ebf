package io.oblix.facts.network;

import java.io.IOException;
import java.util.Locale;

/**
 * The check of the network path to the cloud: a HEAD request without a key, by the client that also asks for answers, so
 * that it takes the same way. Any answer of the provider is good.
 */
@FunctionalInterface
public interface CloudCheck {

    /** @param contentType empty when there is none */
    record Answer(int status, String contentType) {

        /**
         * Whether the provider itself answered. Providers answer a request without a key in JSON or without a body; a
         * redirect, a web page or a request to log in comes from a captive portal or a proxy. A page with status 401, 404
         * or 405 still counts as an answer: a web server in front of a self-hosted provider sends those.
         */
        public boolean isOfTheProvider() {
            if (status / 100 == 3 || status == 407 || status == 511) {
                return false;
            }
            boolean page = contentType.toLowerCase(Locale.ROOT).startsWith("text/html");
            return !page || status == 401 || status == 404 || status == 405;
        }
    }

    /** @throws IOException when there is no answer in time */
    Answer head(String url) throws IOException;
}
