package io.oblix.ledger;

import io.oblix.server.HttpRequest;
import io.oblix.server.HttpRoutes;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.camel.Exchange;

/** {@code GET /v1/usage}: the ledger's sums, as JSON or as CSV. A plain key sees its own. */
public final class UsageRoutes extends HttpRoutes {

    private static final String PATH = "/v1/usage";

    private final Ledger ledger;

    public UsageRoutes(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public void configure() {
        serve(PATH, "usage");
        serve(PATH.substring("/v1".length()), "usage-without-version");
    }

    private void serve(String path, String id) {
        get(path, id)
                .description("Requests, tokens and dollars, by key, model, day or client")
                .process(this::usage)
                .id("sum-" + id);
    }

    private void usage(Exchange exchange) {
        HttpRequest http = HttpRequest.take(exchange);
        UsageQuery query = UsageQuery.of(
                http.query("by"),
                http.query("since"),
                http.query("until"),
                http.use().key().seesOnlyItself() ? http.use().key().name() : http.query("key"),
                ledger.clock().instant());
        UsageReport report = ledger.usage(query);
        String accept = String.join(",", http.headers("Accept")).toLowerCase(Locale.ROOT);
        if (accept.contains("text/csv")) {
            reply(exchange, 200, report.csv().getBytes(StandardCharsets.UTF_8), "text/csv; charset=utf-8");
        } else {
            reply(exchange, 200, report.json());
        }
    }
}
