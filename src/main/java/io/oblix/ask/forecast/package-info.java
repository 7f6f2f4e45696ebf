/**
 * What asking a model would take and cost. {@link io.oblix.ask.forecast.Speeds} learns from each answer;
 * {@link io.oblix.ask.forecast.Expectations} forecasts from that, the queue and the breaker, and puts a model's hosts in
 * order; {@link io.oblix.ask.forecast.SideFacts} makes facts of the result, once for each request.
 * {@link io.oblix.ask.forecast.WarmUps} acts on it and loads cold models in the background.
 */
package io.oblix.ask.forecast;
