/**
 * What is known before a request is decided. {@link io.oblix.facts.FactsRoutes} gathers it: probes measure the machine
 * and the network in the background, and {@link io.oblix.facts.RequestFactsReader} reads the request ({@code
 * TokenEstimate}, {@code facts.complexity}). {@link io.oblix.facts.Facts} has all of it, one record per header of a
 * policy.
 */
package io.oblix.facts;
