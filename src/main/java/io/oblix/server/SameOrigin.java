package io.oblix.server;

import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;

/** Whether a browser's request was made by a page of this server. What no browser sends has neither header, and is no page. */
final class SameOrigin {

    private SameOrigin() {}

    /** Browsers say so where the address is secure or this machine; elsewhere they send the page's origin. */
    static boolean isForeign(HttpServerRequest request) {
        String site = request.headers().get("sec-fetch-site");
        if (site != null) {
            return !site.equals("same-origin") && !site.equals("none");
        }
        return request.headers().contains("origin") && !isOwnOrigin(request);
    }

    /** Whether the page's origin is the address that the request was sent to. */
    static boolean isOwnOrigin(HttpServerRequest request) {
        String origin = request.headers().get("origin");
        String host = request.headers().get("host");
        if (origin == null || host == null) {
            return false;
        }
        int scheme = origin.indexOf("://");
        return scheme > 0
                && origin.substring(scheme + "://".length())
                        .toLowerCase(Locale.ROOT)
                        .equals(host.toLowerCase(Locale.ROOT));
    }
}
