/**
 * The network path to the cloud model. {@link io.oblix.facts.network.CloudCheck} says how it is checked and what counts
 * as an answer, {@link io.oblix.facts.network.NetworkMonitor} judges checks and calls and publishes {@link
 * io.oblix.facts.network.NetworkFacts}.
 */
package io.oblix.facts.network;
