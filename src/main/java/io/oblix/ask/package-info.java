/**
 * From a decision to an answer. Read in this order:
 *
 * <ol>
 *   <li>{@link io.oblix.ask.AskRoutes}: the route {@code direct:ask}, from the exchange to an inquiry and its answer;
 *   <li>{@link io.oblix.ask.Asking}: makes the inquiry ({@link io.oblix.ask.Targets} says which places may be asked, in
 *       which order) and lets {@link io.oblix.ask.Fallback} ask one target after the other;
 *   <li>{@link io.oblix.ask.Stack}: what asking one target goes through, a line for each layer; {@link io.oblix.ask.Retry}
 *       and {@link io.oblix.ask.LocalOnly} are layers with rules of their own.
 * </ol>
 *
 * <p>{@code ask.attempt} is one call; {@code ask.limit} has the breakers and queues behind the layers;
 * {@code ask.forecast} learns how fast models are, which orders the hosts and fills the facts; {@code ask.rescue} finishes
 * a stream that broke off, through the same stack.
 */
package io.oblix.ask;
