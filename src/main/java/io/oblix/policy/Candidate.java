package io.oblix.policy;

import io.oblix.chat.Side;

/**
 * A model that a decision amounts to.
 *
 * @param model {@code provider:name}
 */
public record Candidate(Side side, String model) {}
