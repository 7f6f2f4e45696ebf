package io.oblix.ledger;

import io.oblix.facts.Facts;
import io.oblix.facts.RecordedFacts;
import io.oblix.policy.Decider.Outcome;
import io.oblix.policy.Decision;
import io.oblix.policy.Decisions;
import io.oblix.policy.Stay;
import io.oblix.policy.Verdict;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a policy decided for a request. Its facts become JSON on the thread that writes, and not while the request waits. */
record Decided(Instant time, String requestId, Facts facts, Outcome outcome) implements Entry {

    static Decided of(Decisions.Entry entry) {
        return new Decided(entry.at(), entry.id(), entry.facts(), entry.decided());
    }

    String target() {
        Decision decision = outcome.decision();
        return Verdict.word(decision == null ? null : decision.target());
    }

    /** Whether a rule decided, and not the conversation's earlier turns. */
    boolean isByRule() {
        Stay stay = outcome.stay();
        return !outcome.continued() && (stay == null || stay.insteadOf().isEmpty());
    }

    /** Those that the rules saw. */
    private Facts seen() {
        Stay stay = outcome.stay();
        return stay != null && stay.isPrivate() ? facts.onlyLocal() : facts;
    }

    /** Whether the facts of others can be told apart from its own. */
    boolean canBeRepeated() {
        return RecordedFacts.canBeRepeated(facts);
    }

    /**
     * The facts that the rules saw, as JSON; empty where one cannot be written.
     *
     * @param others whose facts are not repeated; both {@link #canBeRepeated}
     */
    String recordedFacts(@Nullable Decided others) {
        try {
            return others == null ? RecordedFacts.of(seen()) : RecordedFacts.differing(seen(), others.seen());
        } catch (IllegalArgumentException unreadable) {
            // A record of the operator's own; it must not keep all else from being written.
            return "";
        }
    }
}
