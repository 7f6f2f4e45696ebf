package io.oblix.provider.ollama;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.oblix.problem.UpstreamProblem;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the answers of one Ollama server have told of it beyond its lists. Bounded, and forgotten after a while. */
final class OllamaLessons {

    /** How a model takes {@code think}; each form is tried after the one before it was refused. */
    enum Thinking {
        /** {@code low}, {@code medium}, {@code high}, {@code max}. */
        LEVELS,
        /** Without {@code max}. */
        LEVELS_TO_HIGH,
        /** {@code true} and {@code false}; Ollama to 0.17.6, except with gpt-oss. */
        SWITCH,
        /** Not at all. */
        NONE
    }

    private static final int MAX_MODELS = 1_000;

    /** As long as Ollama keeps a model in memory that says nothing else. */
    private static final Duration KEPT_IN_MEMORY = Duration.ofMinutes(5);

    /** Ollama may be updated meanwhile. */
    private static final Duration KEPT = Duration.ofHours(1);

    private static final Duration KEPT_UNLISTED = Duration.ofSeconds(10);

    /** A model in memory takes a few milliseconds to be found, more on a busy machine. */
    private static final long LEAST_LOAD_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Cache<String, Thinking> thinking =
            Caffeine.newBuilder().maximumSize(MAX_MODELS).expireAfterWrite(KEPT).build();
    private final Cache<String, Boolean> inMemory = Caffeine.newBuilder()
            .maximumSize(MAX_MODELS)
            .expireAfterWrite(KEPT_IN_MEMORY)
            .build();
    /** When a model that is not in the list was first asked for, by its canonical name. */
    private final Cache<String, Long> unlistedNanos = Caffeine.newBuilder()
            .maximumSize(MAX_MODELS)
            .expireAfterWrite(KEPT_UNLISTED)
            .build();

    private volatile @Nullable String loadsByDefault;
    private volatile int defaultTokens;

    /** A model has answered. */
    void answered(String model, long loadNanos) {
        String name = OllamaModel.canonical(model);
        if (loadNanos < LEAST_LOAD_NANOS) {
            inMemory.put(name, true);
        } else {
            inMemory.invalidate(name);
        }
    }

    /** Whether its last answer came without a load, a short while ago. */
    boolean isInMemory(String model) {
        return inMemory.getIfPresent(OllamaModel.canonical(model)) != null;
    }

    Thinking thinking(String model) {
        Thinking known = thinking.getIfPresent(OllamaModel.canonical(model));
        return known == null ? Thinking.LEVELS : known;
    }

    /**
     * A request was refused.
     *
     * @return whether that tells how the model takes {@code think}
     */
    boolean refused(String model, UpstreamProblem refusal) {
        String text = refusal.text().toLowerCase(Locale.ROOT);
        Thinking before = thinking(model);
        Thinking learned = null;
        if (text.contains("does not support thinking")) {
            learned = Thinking.NONE;
        } else if (text.contains("think value") || (text.contains("unmarshal") && text.contains(".think"))) {
            learned = text.contains("max") && before == Thinking.LEVELS ? Thinking.LEVELS_TO_HIGH : Thinking.SWITCH;
        }
        if (learned == null || learned.compareTo(before) <= 0) {
            return false;
        }
        thinking.put(OllamaModel.canonical(model), learned);
        return true;
    }

    /** Whether the list of models, in which this one is not, is newer than the first request for it. */
    boolean isListedSinceAsked(String model, long listedNanos) {
        long askedNanos = unlistedNanos.get(OllamaModel.canonical(model), name -> System.nanoTime());
        return listedNanos - askedNanos > 0;
    }

    /** A model that is not in memory is about to be loaded with the window that Ollama chooses. */
    void loadsByDefault(String model) {
        loadsByDefault = OllamaModel.canonical(model);
    }

    /** The window of requests without one, for a model whose Modelfile has none either; 0 if unknown. */
    int defaultTokens() {
        return defaultTokens;
    }

    /** Ollama's default shows in the window of a model that was loaded without asking for one. */
    void looked(OllamaSnapshot found) {
        String model = loadsByDefault;
        OllamaModel.Loaded loaded = model == null ? null : found.inMemory().get(model);
        if (model == null || loaded == null) {
            return;
        }
        loadsByDefault = null;
        OllamaModel.Abilities abilities = found.abilities(model);
        boolean tells = abilities != null
                && abilities.modelfile().contextTokens() == 0
                // The window of a smaller model is cut to what the model has.
                && loaded.contextTokens() != abilities.contextTokens();
        if (tells) {
            defaultTokens = loaded.contextTokens();
        }
    }

    /** What was believed of Ollama's default has proved wrong. */
    void forgetDefault() {
        loadsByDefault = null;
        defaultTokens = 0;
    }
}
