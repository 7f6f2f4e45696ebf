package io.oblix.server;

import io.oblix.server.reply.OblixHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.handler.CorsHandler;
import java.util.List;
import java.util.Set;

/** The setting {@code oblix.cors.allowed-origins}: which web pages may use this server. */
final class AllowedOrigins {

    private static final String LOOPBACK =
            "https?://(([a-z0-9-]+\\.)*localhost|127(\\.\\d{1,3}){3}|\\[::1\\])(:\\d{1,5})?";

    private static final String NONE = "(?!)";

    private static final Set<String> EXPOSED_HEADERS = Set.of(
            OblixHeaders.REQUEST_ID,
            OblixHeaders.OPENAI_REQUEST_ID,
            "request-id",
            "retry-after",
            "x-ratelimit-limit-requests",
            "x-ratelimit-remaining-requests",
            "x-ratelimit-reset-requests",
            "x-ratelimit-limit-tokens",
            "x-ratelimit-remaining-tokens",
            "x-ratelimit-reset-tokens",
            OblixHeaders.POLICY,
            OblixHeaders.TARGET,
            OblixHeaders.MODEL,
            OblixHeaders.HOST,
            OblixHeaders.REASON,
            OblixHeaders.FALLBACK,
            OblixHeaders.ATTEMPTS,
            OblixHeaders.CONFIDENCE,
            OblixHeaders.COST,
            OblixHeaders.SAVED,
            OblixHeaders.IGNORED_PARAMS);

    private AllowedOrigins() {}

    /** @param origins {@code loopback}, {@code *}, or an origin such as {@code https://chat.example.com} */
    static CorsHandler handler(List<String> origins) {
        CorsHandler cors = CorsHandler.create()
                .allowedMethods(Set.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.DELETE, HttpMethod.OPTIONS))
                .exposedHeaders(EXPOSED_HEADERS)
                .allowPrivateNetwork(true)
                .maxAgeSeconds(600);
        if (origins.contains("*")) {
            return cors;
        }
        if (origins.isEmpty()) {
            cors.addOriginWithRegex(NONE);
        }
        for (String origin : origins) {
            if (origin.equals("loopback")) {
                cors.addOriginWithRegex(LOOPBACK);
            } else {
                cors.addOrigin(origin);
            }
        }
        return cors;
    }
}
