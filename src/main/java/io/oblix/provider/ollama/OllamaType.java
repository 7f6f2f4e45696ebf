package io.oblix.provider.ollama;

import io.oblix.provider.Provider;
import io.oblix.provider.ProviderSettings;
import io.oblix.provider.ProviderType;
import io.oblix.settings.StartFailure;
import java.util.Set;

/** Ollama, on one host or several. */
public final class OllamaType implements ProviderType {

    @Override
    public Set<String> names() {
        return Set.of(OllamaProvider.NAME);
    }

    @Override
    public Provider create(ProviderSettings settings) throws StartFailure {
        return new OllamaProvider(OllamaSettings.of(settings.read()));
    }
}
