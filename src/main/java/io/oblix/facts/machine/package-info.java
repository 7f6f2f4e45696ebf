/** The machine: read from the system, smoothed, judged by thresholds. The only package that knows OSHI. */
package io.oblix.facts.machine;
