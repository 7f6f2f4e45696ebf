/** The way to the cloud model: latency, loss, bandwidth. */
package io.oblix.facts.network;
