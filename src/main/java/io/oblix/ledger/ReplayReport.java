package io.oblix.ledger;

import io.oblix.policy.file.PolicyReplay;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the policies as they are now would have decided in place of what was decided, with what it would have cost. Dollars
 * are estimates: of each request with an answer of the usual length, as it was estimated when it was decided.
 */
public final class ReplayReport {

    private static final String LINE = "%-64s %9s %12s %16s%n";

    /** What becomes of a request; in the order of the table. */
    private enum Move {
        SAME("as before"),
        LOCAL("moved to local"),
        CLOUD("moved to cloud"),
        REJECT("rejected now");

        private final String words;

        Move(String words) {
            this.words = words;
        }

        static Move of(String before, String now) {
            return before.equals(now)
                    ? SAME
                    : switch (now) {
                        case "local" -> LOCAL;
                        case "cloud" -> CLOUD;
                        default -> REJECT;
                    };
        }
    }

    /** One line of the table. */
    private static final class Sums {
        private long requests;
        private double usd;
        private long unpriced;
        private long good;
        private long withFeedback;

        void add(double changeUsd, boolean isPriced, @Nullable Boolean isGood) {
            requests++;
            usd += changeUsd;
            unpriced += isPriced ? 0 : 1;
            withFeedback += isGood == null ? 0 : 1;
            good += Boolean.TRUE.equals(isGood) ? 1 : 0;
        }

        String feedback() {
            return withFeedback == 0 ? "" : Math.round(100.0 * good / withFeedback) + " % of " + withFeedback;
        }
    }

    private final Map<Move, Sums> moves = new EnumMap<>(Move.class);
    private final Map<Move, Map<String, Sums>> reasons = new EnumMap<>(Move.class);
    private final Sums all = new Sums();
    private long byConversation;
    private long undecided;

    /** Adds one, with what the policies decide in its place. */
    public void replay(RecordedDecision before, PolicyReplay policies) {
        if (!before.byRule()) {
            byConversation++;
            return;
        }
        PolicyReplay.Decided now = policies.decide(before.policy(), before.facts());
        if (now == null) {
            undecided++;
        } else {
            add(before, now);
        }
    }

    void add(RecordedDecision before, PolicyReplay.Decided now) {
        Move move = Move.of(before.target(), now.target());
        double cloudUsd = before.cloudCostUsd();
        boolean isPriced = move == Move.SAME || cloudUsd >= 0;
        double usd = isPriced ? spent(now.target(), cloudUsd) - spent(before.target(), cloudUsd) : 0;
        String reason = before.reason().equals(now.reason()) ? now.reason() : before.reason() + " -> " + now.reason();
        all.add(usd, isPriced, before.good());
        moves.computeIfAbsent(move, unused -> new Sums()).add(usd, isPriced, before.good());
        reasons.computeIfAbsent(move, unused -> new TreeMap<>())
                .computeIfAbsent(before.policy() + ": " + reason, unused -> new Sums())
                .add(usd, isPriced, before.good());
    }

    private static double spent(String target, double cloudUsd) {
        return target.equals("cloud") ? cloudUsd : 0;
    }

    /** Whether nothing at all was recorded. */
    public boolean isEmpty() {
        return all.requests + byConversation + undecided == 0;
    }

    /** For people. */
    public String table() {
        StringBuilder table = new StringBuilder(String.format(LINE, "decided", "requests", "cloud USD", "found good"));
        moves.forEach((move, sums) -> {
            line(table, move.words, sums);
            reasons.getOrDefault(move, Map.of()).forEach((reason, some) -> line(table, "  " + reason, some));
        });
        line(table, "all", all);
        note(table, byConversation, "stayed with the model of its conversation, and is not decided again");
        note(table, undecided, "has no policy any more that decides on its facts");
        note(table, all.unpriced, "moved with a cloud model whose price is not known, and counts as $0");
        return table.toString();
    }

    private static void line(StringBuilder table, String name, Sums sums) {
        String usd = String.format(Locale.ROOT, "%+.4f", sums.usd + 0.0);
        table.append(String.format(LINE, name, sums.requests, usd, sums.feedback()));
    }

    private static void note(StringBuilder table, long count, String what) {
        if (count > 0) {
            table.append(String.format("Requests: %d. Each %s.%n", count, what));
        }
    }
}
