package io.oblix.policy;

/**
 * A model that a decision amounts to.
 *
 * @param model {@code provider:name}
 */
public record Candidate(Side side, String model) {}
