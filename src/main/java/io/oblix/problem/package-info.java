/**
 * What can go wrong, as one sealed type. {@link io.oblix.problem.RequestProblem} is the client's mistake,
 * {@link io.oblix.problem.UpstreamProblem} one provider's failure, {@link io.oblix.problem.AllTargetsFailed} the sum of
 * those, {@link io.oblix.problem.ServerProblem} our own. Each has the status, type, code and text that the client gets;
 * {@link io.oblix.problem.FailureKind} says what follows from a provider's failure. Every other package may import this
 * one.
 */
package io.oblix.problem;
