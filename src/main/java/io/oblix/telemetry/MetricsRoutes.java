package io.oblix.telemetry;

import io.oblix.server.HttpRequest;
import io.oblix.server.HttpRoutes;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;

/** {@code GET /metrics} for Prometheus, and for those that ask for it in OpenMetrics' format, which can name traces. */
public final class MetricsRoutes extends HttpRoutes {

    private final Metrics metrics;

    public MetricsRoutes(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void configure() {
        get("/metrics", "metrics")
                .description("Figures in Prometheus' text format")
                .process(this::scrape)
                .id("scrape");
    }

    private void scrape(Exchange exchange) {
        String accepted = String.join(",", HttpRequest.take(exchange).headers("accept"));
        String type = accepted.contains("application/openmetrics-text") ? Metrics.OPEN_METRICS : Metrics.TEXT;
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, type);
        exchange.getMessage().setBody(metrics.scrape(type).getBytes(StandardCharsets.UTF_8));
    }
}
