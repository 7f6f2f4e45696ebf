/**
 * Finishing a stream that broke off after its client received part of it. {@link io.oblix.ask.rescue.UnbrokenAnswer} is
 * what the client reads; it keeps {@link io.oblix.ask.rescue.SentSoFar}. When the model breaks off,
 * {@link io.oblix.ask.rescue.Rescue} asks further targets, each in the way that {@link io.oblix.ask.rescue.Continuation}
 * says, and {@link io.oblix.ask.rescue.FittedAnswer} cuts the new run to what is missing: by
 * {@link io.oblix.ask.rescue.Overlap} if it was asked for the same again, by {@link io.oblix.ask.rescue.AskedOverlap},
 * which is pure and the place to start reading, if it was asked to go on.
 */
package io.oblix.ask.rescue;
