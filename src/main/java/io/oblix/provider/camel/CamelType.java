package io.oblix.provider.camel;

import io.oblix.chat.Side;
import io.oblix.provider.Endpoint;
import io.oblix.provider.Provider;
import io.oblix.provider.ProviderSettings;
import io.oblix.provider.ProviderType;
import io.oblix.settings.SettingsReader;
import io.oblix.settings.StartFailure;

/**
 * Any endpoint of Camel, such as a route of the operator's, under a name of the operator's. Messages and {@code /health} show
 * {@code camel:NAME} for its address, because any part of a URI may hold a secret.
 */
public final class CamelType implements ProviderType {

    private static String setting(String name) {
        return "oblix.provider." + name + ".uri";
    }

    @Override
    public boolean accepts(String name, SettingsReader settings) {
        return settings.text(setting(name)) != null;
    }

    @Override
    public Provider create(ProviderSettings settings) throws StartFailure {
        String uri = settings.read().required(setting(settings.name()));
        return new CamelProvider(
                new Endpoint(settings.name(), settings.side(Side.CLOUD), "camel:" + settings.name(), null, false, ""),
                settings.contextTokens(),
                uri);
    }
}
