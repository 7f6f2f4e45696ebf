package io.oblix.telemetry;

import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/** {@code GET /metrics} for Prometheus. */
public final class MetricsRoutes extends RouteBuilder {

    private final Metrics metrics;

    public MetricsRoutes(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void configure() {
        from("platform-http:/metrics?httpMethodRestrict=GET,HEAD&headerFilterStrategy=#oblixNoHeaders")
                .routeId("metrics")
                .description("Figures in Prometheus' text format")
                .process(this::scrape)
                .id("scrape");
    }

    private void scrape(Exchange exchange) {
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
        exchange.getMessage().setBody(metrics.scrape().getBytes(StandardCharsets.UTF_8));
    }
}
