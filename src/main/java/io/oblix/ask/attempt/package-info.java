/**
 * One call to one model. A {@link io.oblix.ask.attempt.Layer} is given an {@link io.oblix.ask.attempt.Inquiry}, which is
 * the state of one request, and a target; the lowest one, {@link io.oblix.ask.attempt.Sender}, makes an
 * {@link io.oblix.ask.attempt.Attempt} of it. What comes back is a {@link io.oblix.ask.attempt.LiveAnswer}.
 * {@link io.oblix.ask.attempt.Patience} holds the timeouts, and an {@link io.oblix.ask.attempt.AttemptListener} receives what became of it all.
 */
package io.oblix.ask.attempt;
