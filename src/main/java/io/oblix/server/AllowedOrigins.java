package io.oblix.server;

import io.vertx.ext.web.handler.CorsHandler;
import java.util.List;

/** The setting {@code oblix.cors.allowed-origins}: which web pages may use this server. */
final class AllowedOrigins {

    private static final String LOOPBACK =
            "https?://(([a-z0-9-]+\\.)*localhost|127(\\.\\d{1,3}){3}|\\[::1\\])(:\\d{1,5})?";

    private AllowedOrigins() {}

    static void addTo(CorsHandler cors, List<String> origins) {
        if (origins.contains("*")) {
            return;
        }
        for (String origin : origins) {
            if (origin.equals("loopback")) {
                cors.addOriginWithRegex(LOOPBACK);
            } else {
                cors.addOrigin(origin);
            }
        }
        if (origins.isEmpty()) {
            cors.addOriginWithRegex("(?!)");
        }
    }
}
