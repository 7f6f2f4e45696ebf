package io.oblix.policy;

import io.oblix.chat.Side;

/**
 * A model that would be asked after a decision.
 *
 * @param model {@code provider:name}
 */
public record Candidate(Side side, String model) {}
