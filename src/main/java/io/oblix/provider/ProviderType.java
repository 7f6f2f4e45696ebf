package io.oblix.provider;

import io.oblix.settings.Price;
import io.oblix.settings.SettingsReader;
import io.oblix.settings.StartFailure;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A kind of provider, which announces itself in {@code META-INF/services}: all that the rest of the server knows of it
 * before a provider exists. Adding a provider takes an implementation of this in a folder of its own, and one line of
 * settings.
 */
public interface ProviderType {

    /** Names of providers that exist without any setting; their settings are {@code oblix.NAME.*}. */
    default Set<String> names() {
        return Set.of();
    }

    /**
     * Names of providers that exist once a side's model or an {@code oblix.provider.NAME} setting names them: the server
     * must not call a port of this machine only because a client names it.
     */
    default Set<String> presets() {
        return Set.of();
    }

    /** Other spellings of those names, each with the name that it stands for. */
    default Map<String, String> aliases() {
        return Map.of();
    }

    /** Whether it creates the provider of {@code oblix.provider.NAME} settings, where no type has that name. */
    default boolean accepts(String name, SettingsReader settings) {
        return false;
    }

    /** What its models cost, as published. */
    default List<Price> prices() {
        return List.of();
    }

    /** @throws StartFailure when one of the provider's own settings is wrong */
    Provider create(ProviderSettings settings) throws StartFailure;
}
