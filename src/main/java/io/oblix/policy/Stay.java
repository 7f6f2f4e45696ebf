package io.oblix.policy;

import io.oblix.chat.Side;
import org.jspecify.annotations.Nullable;

/**
 * What the earlier turns of a conversation had to do with a decision.
 *
 * @param side that the conversation stays with, although the policy would decide for the other one now; null if it moves
 * @param insteadOf the reason that the policy had for the other side; empty where the conversation is private
 * @param homeward the user's turns in a row, this one included, that the local model could have answered
 * @param sentence for people
 */
public record Stay(@Nullable Side side, String insteadOf, int homeward, String sentence) {

    static final Stay PRIVATE = new Stay(
            Side.LOCAL, "", 0, "an earlier request of the conversation was local-only, so no cloud is asked in it");

    static Stay with(Side side, Decision fresh, int homeward) {
        String until = side == Side.LOCAL
                ? "it moves once a question's rank is clear of the bound by " + Stickiness.MARGIN
                        + ", or a rule decides that is not sticky"
                : homeward > 0
                        ? "it comes home if the next turn is as easy"
                        : "it comes home after " + Stickiness.TURNS_HOMEWARD
                                + " turns in a row whose rank is clear of the bound by " + Stickiness.MARGIN;
        return new Stay(
                side,
                fresh.reason(),
                homeward,
                "the conversation stays with the " + side.word() + " model, instead of " + fresh.reason() + "; "
                        + until);
    }

    static Stay moved(Decision fresh) {
        return new Stay(null, "", 0, "the conversation moves to the other model: " + fresh.reason());
    }

    /** Whether no cloud is asked because of an earlier request of the conversation. */
    public boolean isPrivate() {
        return equals(PRIVATE);
    }
}
