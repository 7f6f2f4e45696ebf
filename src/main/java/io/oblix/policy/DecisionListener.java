package io.oblix.policy;

import io.oblix.chat.ChatRequest;
import io.oblix.facts.Facts;

/** Receives each decision, on the request's thread: it must not block. */
@FunctionalInterface
public interface DecisionListener {

    void decided(ChatRequest request, Facts facts, Decider.Outcome outcome);
}
