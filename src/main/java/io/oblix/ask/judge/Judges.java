package io.oblix.ask.judge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of the confidence of each model: its last values, and that its server tells no log probabilities, which
 * is said once. Bounded in the number of models.
 */
public final class Judges {

    private static final Logger LOG = LoggerFactory.getLogger(Judges.class);

    private static final int MAX_MODELS = 200;

    private final Cache<String, ModelRanks> ranks = Caffeine.newBuilder()
            .maximumSize(MAX_MODELS)
            .executor(Runnable::run)
            .build();

    private final Cache<String, Boolean> reported = Caffeine.newBuilder()
            .maximumSize(MAX_MODELS)
            .executor(Runnable::run)
            .build();

    /**
     * The outcome of judging one answer.
     *
     * @param confidence its rank among the model's last ones, 0 to 1; -1 where it was not compared
     * @param doubt why it should not be sent; null when it may
     */
    public record Judgement(double confidence, @Nullable Doubt doubt) {}

    /**
     * Judges what a model said.
     *
     * @param model as {@code provider:model}
     * @param share of the least confident answers that are doubted, 0 to 1
     */
    public Judgement judge(String model, Watched watched, double share) {
        Said said = watched.said();
        Doubt doubt = watched.asked().doubt(said);
        Confidence confidence = said.confidence();
        if (confidence == null) {
            if (said.isUntold()) {
                tellsNothing(model);
            }
            return new Judgement(-1, doubt);
        }
        Ranks.Place place = of(model).place(watched.isBeginning(), confidence.mean(), share);
        return new Judgement(place.rank(), doubt == null && place.isLeast() ? Doubt.UNSURE : doubt);
    }

    private void tellsNothing(String model) {
        if (reported.asMap().putIfAbsent(model, true) == null) {
            LOG.info(
                    "{} tells no log probabilities of its answers (Ollama does since 0.12.11): how sure it was of them is"
                            + " not judged",
                    model);
        }
    }

    private ModelRanks of(String model) {
        return ranks.get(model, name -> new ModelRanks());
    }

    /** How sure a model was of its last answers, 0 to 1: the mean of their ranks; -1 while none was compared. */
    public double recentConfidence(String model) {
        ModelRanks known = ranks.getIfPresent(model);
        return known == null ? -1 : known.recent();
    }
}
