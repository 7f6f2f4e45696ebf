package io.oblix.provider.ollama;

import io.oblix.provider.Locality;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An Ollama server as it was at one look. Immutable; each method that changes something returns a new snapshot.
 *
 * @param isProbed whether a first look has ended
 * @param isRunning whether the server answers
 * @param isCurrent whether the list of models was read since the server last began to answer; an older list may be that
 *     of other models
 * @param isLate whether the last look got no answer
 * @param installed the installed models by their name with its tag
 * @param byCanonicalName the same; names that Ollama takes for one model are together
 * @param inMemory the models in memory by their canonical name
 * @param details what a model can do, by its digest; empty for a model that Ollama has no details about
 */
public record OllamaSnapshot(
        boolean isProbed,
        boolean isRunning,
        boolean isCurrent,
        boolean isLate,
        Map<String, OllamaModel> installed,
        Map<String, List<OllamaModel>> byCanonicalName,
        Map<String, OllamaModel.Loaded> inMemory,
        Map<String, Optional<OllamaModel.Abilities>> details) {

    static final OllamaSnapshot NONE =
            new OllamaSnapshot(false, false, false, false, Map.of(), Map.of(), Map.of(), Map.of());

    /** Bounds the requests for details. Models beyond it have none and are never known to be local. */
    private static final int MAX_DETAILS = 2_000;

    /** Whether the model can be asked for here. */
    boolean has(String model) {
        return isRunning && installed(model) != null;
    }

    /** The model that Ollama takes for such a name, however it is spelled; null if it is not installed. */
    @Nullable OllamaModel installed(String model) {
        OllamaModel exact = installed.get(OllamaModel.normalise(model));
        if (exact != null) {
            return exact;
        }
        List<OllamaModel> same = byCanonicalName.getOrDefault(OllamaModel.canonical(model), List.of());
        return same.isEmpty() ? null : same.get(0);
    }

    /** Null if the model is not in memory; Ollama lists what it has in memory by the name that was asked for first. */
    public OllamaModel.@Nullable Loaded loaded(String model) {
        OllamaModel.Loaded loaded = inMemory.get(OllamaModel.canonical(model));
        OllamaModel known = installed(model);
        if (loaded != null || known == null) {
            return loaded;
        }
        for (OllamaModel.Loaded other : inMemory.values()) {
            if (haveSameWeights(known.digest(), other.digest())) {
                return other;
            }
        }
        return null;
    }

    private boolean haveSameWeights(String digest, String other) {
        String weights = weights(digest);
        return digest.equals(other) || (!weights.isEmpty() && weights.equals(weights(other)));
    }

    private String weights(String digest) {
        OllamaModel.Abilities abilities = ofDigest(digest);
        return abilities == null ? "" : abilities.modelfile().weights();
    }

    /** Whether something is in memory of which it is not known whether this model has the same weights. */
    boolean mayBeLoaded(String model) {
        OllamaModel known = installed(model);
        return known != null
                && inMemory.values().stream()
                        .anyMatch(other -> weights(known.digest()).isEmpty()
                                || weights(other.digest()).isEmpty());
    }

    /** Null while nothing is known about the model. */
    public OllamaModel.@Nullable Abilities abilities(String model) {
        OllamaModel known = installed(model);
        return known == null ? null : ofDigest(known.digest());
    }

    private OllamaModel.@Nullable Abilities ofDigest(String digest) {
        return details.getOrDefault(digest, Optional.empty()).orElse(null);
    }

    /** Where a model would run if it were asked here. */
    Locality locality(String canonicalName) {
        if (OllamaCloud.isName(canonicalName)) {
            return Locality.ELSEWHERE;
        } else if (!isCurrent) {
            return isProbed && !isRunning ? Locality.NOT_ANSWERING : Locality.UNKNOWN;
        }
        List<OllamaModel> listed = byCanonicalName.getOrDefault(canonicalName, List.of());
        Locality locality = listed.isEmpty() ? Locality.NOT_INSTALLED : Locality.LOCAL;
        for (OllamaModel model : listed) {
            OllamaModel.Abilities abilities = ofDigest(model.digest());
            if (model.remote() || (abilities != null && abilities.remote())) {
                return Locality.ELSEWHERE;
            } else if (!details.containsKey(model.digest())) {
                locality = Locality.UNKNOWN;
            }
        }
        return locality;
    }

    /** Whether Ollama should be asked about the model; one that it has no details about is tried at each look. */
    boolean needsDetails(OllamaModel model) {
        Optional<OllamaModel.Abilities> known = details.get(model.digest());
        return known == null ? details.size() < MAX_DETAILS : known.isEmpty();
    }

    /** The server has answered with these lists. */
    OllamaSnapshot listed(Map<String, OllamaModel> models, Map<String, OllamaModel.Loaded> loaded) {
        Map<String, Optional<OllamaModel.Abilities>> kept = new HashMap<>(details);
        kept.keySet()
                .retainAll(models.values().stream().map(OllamaModel::digest).collect(Collectors.toSet()));
        Map<String, List<OllamaModel>> canonical =
                models.values().stream().collect(Collectors.groupingBy(model -> OllamaModel.canonical(model.name())));
        return new OllamaSnapshot(isProbed, true, true, isLate, models, canonical, loaded, kept);
    }

    /** The server has answered with what it has in memory. */
    OllamaSnapshot loaded(Map<String, OllamaModel.Loaded> loaded) {
        return new OllamaSnapshot(isProbed, isRunning, isCurrent, isLate, installed, byCanonicalName, loaded, details);
    }

    /** @param abilities empty if Ollama was asked and knows nothing more; then what its list says of the model counts */
    OllamaSnapshot withDetails(String digest, Optional<OllamaModel.Abilities> abilities) {
        Map<String, Optional<OllamaModel.Abilities>> more = new HashMap<>(details);
        more.put(digest, abilities);
        return new OllamaSnapshot(isProbed, isRunning, isCurrent, isLate, installed, byCanonicalName, inMemory, more);
    }

    /** A look has ended; the server runs if it answered it without an error. */
    OllamaSnapshot answered(boolean running) {
        return ended(running, false);
    }

    /** A look has failed. The server counts as not running if the connection was refused, or the second time. */
    OllamaSnapshot missed(boolean refused) {
        return ended(isRunning && !refused && !isLate, true);
    }

    private OllamaSnapshot ended(boolean running, boolean late) {
        return new OllamaSnapshot(
                true, running, isCurrent && running, late, installed, byCanonicalName, inMemory, details);
    }
}
