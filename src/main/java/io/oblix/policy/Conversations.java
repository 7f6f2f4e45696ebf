package io.oblix.policy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.oblix.chat.ChatRequest;
import io.oblix.facts.ConversationKey;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is known of each conversation: its last decision, so that the model that started it goes on, and whether it was
 * private. Bounded, and a conversation without a request for an hour is forgotten.
 */
public final class Conversations {

    static final int MAX_REMEMBERED = 10_000;
    static final Duration FORGET_AFTER = Duration.ofHours(1);

    /**
     * One conversation, at its last request.
     *
     * @param decision null where only that it is private is known
     * @param homeward the user's turns in a row that the local model could have answered, while the cloud's did
     * @param isPrivate whether a request of it was local-only
     * @param isShared whether several conversations began with the same texts and went to different models, so that the
     *     decision may be another one's
     * @param standIn the decision for the calls of tools until the user's next turn, where the fallback answered although
     *     the target had not failed; null for the same decision
     */
    public record Known(
            @Nullable Decision decision,
            int homeward,
            boolean isPrivate,
            boolean isShared,
            @Nullable Decision standIn) {

        static final Known NOTHING = new Known(null, 0, false, false, null);

        Known decided(Decision next, int turnsHomeward) {
            boolean localOnly = isPrivate || next.localOnly();
            return next.equals(standIn)
                    ? new Known(decision, turnsHomeward, localOnly, isShared, standIn)
                    : new Known(next, turnsHomeward, localOnly, isShared, null);
        }

        /** Another conversation, or the same one asked again, has begun with the same texts. */
        Known begun(Decision first) {
            boolean differs = decision != null && decision.target() != first.target();
            return new Known(first, 0, isPrivate || first.localOnly(), isShared || differs, null);
        }

        Known inPrivate() {
            return new Known(decision, homeward, true, isShared, standIn);
        }

        Known moved(Decision to) {
            return new Known(to, 0, isPrivate, isShared, null);
        }

        Known stoodIn(Decision by) {
            return new Known(decision, homeward, isPrivate, isShared, by);
        }

        /** The decision for the user's next turn, where it is sure to be of this conversation. */
        @Nullable Decision ownDecision() {
            return isShared ? null : decision;
        }

        /** The same for the calls of tools within a turn. */
        @Nullable Decision decisionInTurn() {
            return standIn == null || isShared ? ownDecision() : standIn;
        }
    }

    private final Cache<String, Known> byKey;

    public Conversations() {
        this(System::nanoTime);
    }

    Conversations(LongSupplier nanoTime) {
        Ticker ticker = nanoTime::getAsLong;
        byKey = Caffeine.newBuilder()
                .maximumSize(MAX_REMEMBERED)
                .expireAfterWrite(FORGET_AFTER)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    /** {@link Known#NOTHING} for a conversation that is new, or not known. */
    Known of(@Nullable ConversationKey key) {
        if (key == null || key.isNew()) {
            return Known.NOTHING;
        }
        Known known = key.grown() == null ? null : byKey.getIfPresent(key.grown());
        known = known == null ? byKey.getIfPresent(key.start()) : known;
        return known == null ? Known.NOTHING : known;
    }

    /** @param homeward see {@link Known#homeward} */
    void decided(@Nullable ConversationKey key, Known before, Decision decision, int homeward) {
        if (key == null) {
            return;
        } else if (key.isNew()) {
            byKey.asMap().compute(key.start(), (same, known) -> or(known).begun(decision));
        } else {
            for (String place : places(key)) {
                // Another request may have made it private meanwhile.
                byKey.asMap()
                        .compute(
                                place,
                                (same, known) -> (or(known).isPrivate() ? before.inPrivate() : before)
                                        .decided(decision, homeward));
            }
        }
    }

    /** A request of it was local-only, and decided nothing for the others. */
    void isPrivate(@Nullable ConversationKey key, Known before) {
        if (key != null && !before.isPrivate()) {
            for (String place : places(key)) {
                byKey.asMap()
                        .compute(
                                place,
                                (same, known) ->
                                        or(known == null ? before : known).inPrivate());
            }
        }
    }

    /** The target failed and the fallback is asked: the rest of the conversation stays with the fallback. */
    public void fellBack(ChatRequest request, Decision decision) {
        change(request, decision, known -> known.moved(decision.swapped()));
    }

    /**
     * The fallback answers, but the target has not failed: it was late, or its answer in doubt. What belongs to this turn
     * stays with the fallback, which began it; the next one is the target's again.
     */
    public void stoodIn(ChatRequest request, Decision decision) {
        change(request, decision, known -> known.stoodIn(decision.swapped()));
    }

    /** The fallback failed as well, and the target's answer was sent after all. */
    public void cameBack(ChatRequest request, Decision decision) {
        change(request, decision, known -> known.moved(decision));
    }

    private void change(ChatRequest request, Decision decision, UnaryOperator<Known> change) {
        ConversationKey key =
                decision.fallback() == null || !request.task().isEmpty() ? null : ConversationKey.of(request);
        if (key != null) {
            for (String place : places(key)) {
                byKey.asMap().computeIfPresent(place, (same, known) -> change.apply(known));
            }
        }
    }

    /** A name goes on after the beginning was shortened; what has grown tells several of one name apart. */
    private static List<String> places(ConversationKey key) {
        String grown = key.grown();
        return grown == null ? List.of(key.start()) : key.named() ? List.of(grown, key.start()) : List.of(grown);
    }

    private static Known or(@Nullable Known known) {
        return known == null ? Known.NOTHING : known;
    }
}
