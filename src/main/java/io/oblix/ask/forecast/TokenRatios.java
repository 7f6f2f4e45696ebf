package io.oblix.ask.forecast;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.oblix.ask.attempt.AttemptRecord;
import io.oblix.chat.ModelName;
import io.oblix.facts.text.TextKind;
import io.oblix.provider.Work;
import java.util.EnumMap;
import java.util.Map;

/**
 * How many tokens a model counts for one that we estimate, by kind of text, learned from what its answers report. Models
 * with small vocabularies need twice the tokens for numbers and three times for Russian.
 *
 * <p>Ollama reports only the part of a prompt that it evaluated, without the part that was cached. So a count that is
 * lower than expected proves less than one that is higher: it is believed slowly, in a conversation not at all, and not
 * when no tokenizer could be that thrifty.
 */
final class TokenRatios {

    /** Only models that answered are learned; the one that is used least is forgotten first. */
    private static final int MAX_MODELS = 200;

    /** In a shorter prompt, the model's template weighs more than the text. */
    private static final int LEAST_TOKENS = 128;

    /** A prompt of this length counts half as much as a very long one. */
    private static final double HALF_WEIGHT_TOKENS = 256;

    private static final double LEAST = 0.7;
    private static final double MOST = 4;

    /** The estimate itself counts as much as a very short prompt. */
    private static final double FIRST_WEIGHT = 0.05;

    private static final double UPWARDS = 0.5;
    private static final double DOWNWARDS = 0.1;

    private final Cache<ModelName, Map<TextKind, Ratio>> learned = Caffeine.newBuilder()
            .maximumSize(MAX_MODELS)
            .executor(Runnable::run)
            .build();

    /**
     * @param value counted tokens for one estimated
     * @param weight of the prompts that it was learned from
     */
    private record Ratio(double value, double weight) {

        static final Ratio FIRST = new Ratio(1, FIRST_WEIGHT);

        Ratio with(double seen, double weightOfSeen) {
            double pace = (seen > value ? UPWARDS : DOWNWARDS) * weightOfSeen;
            double mean = weightOfSeen / (weight + weightOfSeen);
            return new Ratio(value + Math.max(pace, mean) * (seen - value), weight + weightOfSeen);
        }
    }

    /** A call has ended. */
    void learn(AttemptRecord attempt) {
        Work work = attempt.work();
        double seen = (double) attempt.usage().promptTokens() / Math.max(1, work.estimatedTokens());
        boolean tells = attempt.problem() == null
                && work.estimatedTokens() >= LEAST_TOKENS
                && work.textKind() != TextKind.MEDIA
                && seen >= LEAST
                && seen <= MOST;
        if (!tells) {
            return;
        }
        double weight = work.estimatedTokens() / (work.estimatedTokens() + HALF_WEIGHT_TOKENS);
        boolean mayLackCached = work.followUp() && attempt.usage().cachedTokens() == 0;
        learned.asMap().compute(attempt.place().model(), (same, known) -> {
            Ratio before = known == null ? Ratio.FIRST : known.getOrDefault(work.textKind(), Ratio.FIRST);
            if (mayLackCached && seen < before.value()) {
                return known;
            }
            Map<TextKind, Ratio> more = known == null ? new EnumMap<>(TextKind.class) : new EnumMap<>(known);
            more.put(work.textKind(), before.with(seen, weight));
            return more;
        });
    }

    /** The same work with its prompt as the model counts it. */
    Work counted(ModelName model, Work work) {
        Map<TextKind, Ratio> known = learned.getIfPresent(model);
        Ratio ratio = known == null ? null : known.get(work.textKind());
        return ratio == null
                ? work
                : work.counted((int) Math.min(Integer.MAX_VALUE, Math.ceil(work.estimatedTokens() * ratio.value())));
    }
}
