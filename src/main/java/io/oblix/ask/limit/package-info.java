/**
 * How many calls a model gets: {@link io.oblix.ask.limit.Breakers} gives permits, one breaker for each place, and
 * {@link io.oblix.ask.limit.InFlightCalls} turns, one {@link io.oblix.ask.limit.CallQueue} for each host. What a host has
 * to do, and how many calls it works on at a time, is in its {@link io.oblix.ask.limit.Backlog}. The layers of
 * {@code ask} take permits and turns; the forecast, {@code /health} and the metrics only look.
 */
package io.oblix.ask.limit;
