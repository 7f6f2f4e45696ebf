/**
 * {@link io.oblix.telemetry.Metrics} counts what the server does; {@link io.oblix.telemetry.MetricsRoutes} shows it to
 * Prometheus.
 */
package io.oblix.telemetry;
