/**
 * Traces of requests, sent by OTLP: {@link io.oblix.telemetry.trace.Tracing}. Only {@code OpenTelemetryTracing} and what
 * stands below it needs OpenTelemetry's classes, which are not even loaded while no trace is wanted.
 */
package io.oblix.telemetry.trace;
