package io.oblix.provider.claude;

import io.oblix.provider.Provider;
import io.oblix.provider.ProviderSettings;
import io.oblix.provider.ProviderType;
import io.oblix.settings.Price;
import io.oblix.settings.StartFailure;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Anthropic, called {@code claude} in answers and headers. */
public final class ClaudeType implements ProviderType {

    /** {@code /v1} is the API's own, and not part of an address as it is with OpenAI. */
    private static final Pattern CALL_PATH = Pattern.compile("(?:/v1(?:/messages|/models)?)+$");

    @Override
    public Set<String> names() {
        return Set.of(ClaudeProvider.NAME);
    }

    @Override
    public Map<String, String> aliases() {
        return Map.of("anthropic", ClaudeProvider.NAME);
    }

    @Override
    public List<Price> prices() {
        return Price.published(ClaudeType.class, "claude-prices.json");
    }

    @Override
    public Provider create(ProviderSettings settings) throws StartFailure {
        return new ClaudeProvider(
                settings.ownEndpoint(
                        "ANTHROPIC", url -> (url + "/").startsWith("https://api.anthropic.com/"), CALL_PATH),
                ClaudeSettings.of(settings.read()));
    }
}
