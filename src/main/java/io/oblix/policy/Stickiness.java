package io.oblix.policy;

import io.oblix.chat.Side;
import io.oblix.facts.Facts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a conversation keeps its model at a turn of the user's although the policy would now send it to the other side.
 * Another model loses the prompt's cache and the tone, so a rule that is marked {@code sticky} moves a conversation only if
 * the question's rank is clear of the bound ({@link #MARGIN}), and home to the local model only at the second such turn in
 * a row. All other rules, such as those for windows, pictures and privacy, move it at once.
 */
final class Stickiness {

    /** How far beyond a bound the rank must be, as a share of the recent requests. */
    static final double MARGIN = 0.1;

    /** How many of the user's turns in a row the local model could have answered before a conversation comes home. */
    static final int TURNS_HOMEWARD = 2;

    enum Pull {
        /** It moves now. */
        MOVES,
        /** It moves if the turns before this one said the same. */
        HOMEWARD,
        /** It stays. */
        STAYS
    }

    /** @param verdict the rule's for the side that the conversation stays with; null where no rule decides for it now */
    record Weighed(Pull pull, @Nullable Verdict verdict) {}

    private static final Weighed MOVES = new Weighed(Pull.MOVES, null);

    private Stickiness() {}

    /**
     * Goes through the rules in their order, with the question's rank leaning towards the conversation's own side.
     *
     * @param side that the conversation is with, where the policy decides for the other one now
     */
    static Weighed weigh(List<Rule> rules, Facts facts, Side side) {
        Facts leaning = facts.leaning(side == Side.LOCAL ? MARGIN : -MARGIN);
        for (Rule rule : rules) {
            if (!rule.explainable()) {
                return MOVES;
            }
            Condition condition = rule.condition();
            boolean sticky = rule.verdict().sticky();
            Weighed weighed = condition == null || condition.holds(sticky ? leaning : facts) ? weigh(rule, side) : null;
            if (weighed != null) {
                return weighed;
            }
        }
        return MOVES;
    }

    /** What a rule that holds does; null if it is passed over. */
    private static @Nullable Weighed weigh(Rule rule, Side side) {
        Verdict verdict = rule.verdict();
        Condition condition = rule.condition();
        if (verdict.target() == side) {
            return new Weighed(Pull.STAYS, verdict);
        } else if (!verdict.sticky()) {
            return MOVES;
        } else if (verdict.target() == Side.LOCAL) {
            return new Weighed(Pull.HOMEWARD, null);
        }
        return condition != null && condition.asksForComplexity() ? MOVES : null;
    }
}
