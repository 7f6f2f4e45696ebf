package io.oblix.provider;

import io.oblix.chat.ModelName;
import io.oblix.chat.PolicyName;
import io.oblix.chat.Side;
import io.oblix.settings.OblixSettings;
import io.oblix.settings.Price;
import io.oblix.settings.SettingsReader;
import io.oblix.settings.StartFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The kinds of provider that announce themselves, and the providers that settings make of them. */
public final class ProviderTypes {

    private final List<ProviderType> types;
    private final Map<String, String> aliases = new HashMap<>();

    private ProviderTypes(List<ProviderType> types) {
        this.types = types;
        types.forEach(type -> aliases.putAll(type.aliases()));
    }

    /** Those on the class path. */
    public static ProviderTypes load() {
        return new ProviderTypes(ServiceLoader.load(ProviderType.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList());
    }

    /** @throws StartFailure when a setting of a provider is wrong, or a side's model runs on the other side */
    public Providers providers(OblixSettings settings) throws StartFailure {
        addSpellings(settings.reader().providerNames());
        ModelName local = Providers.canonical(settings.localModel(), aliases);
        ModelName cloud = Providers.canonical(settings.cloudModel(), aliases);
        Map<String, Provider> created = new HashMap<>();
        ModelName embeddings = Providers.canonical(settings.embeddingModel(), aliases);
        for (ProviderSettings active : active(settings.reader(), cloud, cloud, local, embeddings)) {
            created.put(active.name(), type(active.name(), active.read()).create(active));
        }
        Providers providers = new Providers(created, aliases, local, cloud);
        check(Side.LOCAL, providers);
        check(Side.CLOUD, providers);
        if (embeddings != null) {
            exists("oblix.embedding-model", embeddings, providers);
        }
        return providers;
    }

    /** A variable has the same letter for "-" and "_", so either is understood where it names no other provider. */
    private void addSpellings(Set<String> names) {
        for (String name : names) {
            for (String spelling : List.of(name.replace('-', '_'), name.replace('_', '-'))) {
                if (!names.contains(spelling)) {
                    aliases.putIfAbsent(spelling, name);
                }
            }
        }
    }

    /** @param others models whose providers are needed too */
    private List<ProviderSettings> active(SettingsReader read, @Nullable ModelName cloud, @Nullable ModelName... others)
            throws StartFailure {
        Set<String> active = names(ProviderType::names);
        Set<String> presets = names(ProviderType::presets);
        for (String name : read.providerNames()) {
            if (active.contains(name) || aliases.containsKey(name) || name.equals(PolicyName.AUTO)) {
                throw StartFailure.settings(
                        "oblix.provider." + name + ": the name " + name + " is taken; choose another");
            }
        }
        for (ModelName model : others) {
            if (model != null && presets.contains(model.provider())) {
                active.add(model.provider());
            }
        }
        active.addAll(read.providerNames());
        return active.stream()
                .map(name -> ProviderSettings.of(name, read, cloud))
                .toList();
    }

    private Set<String> names(Function<ProviderType, Set<String>> of) {
        return types.stream().flatMap(type -> of.apply(type).stream()).collect(Collectors.toCollection(TreeSet::new));
    }

    private ProviderType type(String name, SettingsReader read) throws StartFailure {
        for (ProviderType type : types) {
            if (type.names().contains(name) || type.presets().contains(name)) {
                return type;
            }
        }
        for (ProviderType type : types) {
            if (type.accepts(name, read)) {
                return type;
            }
        }
        throw StartFailure.settings("oblix.provider." + name + " needs a base-url, or the uri of a Camel endpoint");
    }

    /** A swap of the two models would send private questions away. */
    private void check(Side side, Providers providers) throws StartFailure {
        ModelName model = providers.model(side);
        if (model == null) {
            return;
        }
        String setting = "oblix." + side.word() + "-model";
        Provider provider = exists(setting, model, providers);
        if (provider.side() != side) {
            throw StartFailure.setting(
                    setting,
                    model.toString(),
                    model.provider() + " is a " + provider.side().word()
                            + " provider; are --local-model and --cloud-model swapped?");
        }
    }

    private Provider exists(String setting, ModelName model, Providers providers) throws StartFailure {
        Provider provider = providers.get(model.provider());
        if (provider == null) {
            Set<String> known = names(ProviderType::presets);
            known.addAll(providers.byName().keySet());
            throw StartFailure.setting(
                    setting,
                    model.toString(),
                    "there is no provider " + model.provider() + "; there are " + String.join(", ", known)
                            + ", and more by oblix.provider.NAME.base-url");
        }
        return provider;
    }

    /** The user's prices, then the published ones: the first that fits a model counts. */
    public List<Price> prices(OblixSettings settings) {
        List<Price> prices = new ArrayList<>();
        for (Price price : settings.prices()) {
            ModelName model = Providers.canonical(ModelName.parse(price.model()), aliases);
            prices.add(model == null ? price : price.under(model.toString()));
        }
        types.forEach(type -> prices.addAll(type.prices()));
        return List.copyOf(prices);
    }
}
