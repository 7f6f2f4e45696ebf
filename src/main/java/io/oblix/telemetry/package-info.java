/** Metrics. */
package io.oblix.telemetry;
