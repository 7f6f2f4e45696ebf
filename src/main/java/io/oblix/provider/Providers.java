package io.oblix.provider;

import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.problem.Problem;
import io.oblix.problem.RequestProblem;
import io.oblix.problem.ServerProblem;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The active providers, and the two models that {@code local} and {@code cloud} stand for.
 *
 * @param byName each provider under its name, sorted
 * @param aliases other names of providers, each with the name that it stands for
 * @param localModel null when none is configured
 * @param cloudModel null when none is configured
 */
public record Providers(
        Map<String, Provider> byName,
        Map<String, String> aliases,
        @Nullable ModelName localModel,
        @Nullable ModelName cloudModel) {

    public Providers {
        byName = Collections.unmodifiableMap(new TreeMap<>(byName));
        aliases = Map.copyOf(aliases);
    }

    /** The model by its provider's own name. */
    static @Nullable ModelName canonical(@Nullable ModelName model, Map<String, String> aliases) {
        String provider = model == null ? null : aliases.get(model.provider());
        return model == null || provider == null ? model : new ModelName(provider, model.name());
    }

    /** A model written {@code provider:name}, by its provider's own name; null for any other text. */
    public @Nullable ModelName canonical(String text) {
        return canonical(ModelName.parse(text), aliases);
    }

    /** A provider's own name, by any of its names; null when there is no such provider. */
    public @Nullable String ownName(String provider) {
        String name = aliases.getOrDefault(provider, provider);
        return byName.containsKey(name) ? name : null;
    }

    /** Whether a short text, such as a name, holds a secret of one of them. */
    public boolean isSecretIn(String text) {
        for (Provider provider : byName.values()) {
            if (provider.isSecretIn(text)) {
                return true;
            }
        }
        return false;
    }

    /** What its provider's list says of a model; null where it does not list it by this name. */
    public @Nullable KnownModel known(ModelName model) {
        Provider provider = get(model.provider());
        return provider == null
                ? null
                : provider.models().stream()
                        .filter(known -> known.name().equals(model.name()))
                        .findFirst()
                        .orElse(null);
    }

    /** The model that a side stands for. */
    public @Nullable ModelName model(Side side) {
        return side == Side.LOCAL ? localModel : cloudModel;
    }

    public @Nullable Provider get(String name) {
        return byName.get(name);
    }

    private @Nullable Provider of(@Nullable ModelName model) {
        return model == null ? null : get(model.provider());
    }

    /** How the model of a side is; null when none is configured. */
    public @Nullable ModelState state(Side side) {
        ModelName model = model(side);
        Provider provider = of(model);
        return model == null || provider == null ? null : provider.state(model.name());
    }

    /** Where the model of a side is asked; empty when none is configured. */
    public List<String> baseUrls(Side side) {
        Provider provider = of(model(side));
        return provider == null ? List.of() : provider.baseUrls();
    }

    /** The URL by which the line to the cloud model is checked; null without one. */
    public @Nullable String cloudCheckUrl() {
        Provider provider = of(cloudModel);
        return provider == null ? null : provider.checkUrl();
    }

    /** Whether the first look at the two configured models is in. */
    public boolean areProbed() {
        for (Side side : Side.values()) {
            Provider provider = of(model(side));
            if (provider != null && !provider.isProbed()) {
                return false;
            }
        }
        return true;
    }

    /** Whether each provider has been asked for its models once: only then is an unknown name known to be wrong. */
    public boolean areAllProbed() {
        return byName.values().stream().allMatch(Provider::isProbed);
    }

    /**
     * The problem of a name that {@link #resolve} does not know. It is wrong only if all lists of models are known;
     * otherwise a later look may find it. A local server that no side is configured for need not run.
     */
    public Problem notFound(String name) {
        for (Provider provider : byName.values()) {
            String why = provider.whyUnlisted();
            boolean idle = provider.side() == Side.LOCAL
                    && provider.isProbed()
                    && (localModel == null || !localModel.provider().equals(provider.name()));
            if (why != null && !idle) {
                return ServerProblem.modelsNotKnown(name, provider.name(), why, provider.isProbed());
            }
        }
        return RequestProblem.modelNotFound(name, similar(name));
    }

    /** The model that a name was perhaps meant for that no model has; null if there is none. */
    public @Nullable String similar(String name) {
        ModelName similar = SimilarModel.of(name, this);
        return similar == null ? null : similar.toString();
    }

    /**
     * The model that a client named: {@code provider:name} with a known provider is passed on unchecked; any other name
     * is looked up whole among the models of all providers. Null when no provider has it.
     */
    public @Nullable ModelName resolve(String text) {
        ModelName named = canonical(ModelName.parse(text), aliases);
        if (named != null && byName.containsKey(named.provider())) {
            return named;
        }
        for (ModelName configured : new ModelName[] {localModel, cloudModel}) {
            if (configured != null && configured.name().equals(text)) {
                return configured;
            }
        }
        for (Provider provider : byName.values()) {
            String name = provider.find(text);
            if (name != null) {
                return new ModelName(provider.name(), name);
            }
        }
        return null;
    }
}
