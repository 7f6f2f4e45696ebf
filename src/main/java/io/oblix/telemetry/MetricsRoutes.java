package io.oblix.telemetry;

import io.oblix.server.HttpRoutes;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;

/** {@code GET /metrics} for Prometheus. */
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
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
        exchange.getMessage().setBody(metrics.scrape().getBytes(StandardCharsets.UTF_8));
    }
}
