/** How many calls a model gets: circuit breakers and the queue of each host. */
package io.oblix.ask.limit;
