/**
 * How many calls a model gets: {@link io.oblix.ask.limit.Breakers} gives permits, one breaker for each place, and
 * {@link io.oblix.ask.limit.InFlightCalls} turns, one {@link io.oblix.ask.limit.CallQueue} for each host. The layers of
 * {@code ask} take them; the forecast, {@code /health} and the metrics only look.
 */
package io.oblix.ask.limit;
