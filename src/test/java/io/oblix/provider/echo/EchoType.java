package io.oblix.provider.echo;

import io.oblix.provider.Provider;
import io.oblix.provider.ProviderSettings;
import io.oblix.provider.ProviderType;
import io.oblix.settings.Price;
import io.oblix.settings.StartFailure;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A provider with a format of its own: all that the server knows of it stands in this folder. */
public final class EchoType implements ProviderType {

    @Override
    public Set<String> presets() {
        return Set.of("echo");
    }

    @Override
    public Map<String, String> aliases() {
        return Map.of("parrot", "echo");
    }

    @Override
    public List<Price> prices() {
        return List.of(Price.of("echo:dear", 1_000, 1_000, 1_000));
    }

    @Override
    public Provider create(ProviderSettings settings) throws StartFailure {
        return new EchoProvider(settings.namedEndpoint("http://localhost:9"));
    }
}
