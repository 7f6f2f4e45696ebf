package io.oblix.provider.openai;

import io.oblix.provider.Provider;
import io.oblix.provider.ProviderSettings;
import io.oblix.provider.ProviderType;
import io.oblix.settings.Price;
import io.oblix.settings.SettingsReader;
import io.oblix.settings.StartFailure;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** OpenAI; programs on this machine that speak its API; and any server that does, under a name of the user's. */
public final class OpenAiType implements ProviderType {

    /** Where these programs listen unless told otherwise. */
    private static final Map<String, String> PRESETS = Map.of(
            "lmstudio", "http://localhost:1234/v1",
            "llamacpp", "http://localhost:8080/v1",
            "vllm", "http://localhost:8000/v1",
            "docker", "http://localhost:12434/engines/v1");

    private static final Pattern OPENAI = Pattern.compile("https://([^/:]*\\.)?api\\.openai\\.com([/:].*)?");

    private static final Pattern AZURE =
            Pattern.compile("(?i)https://[^/:]+\\.(azure\\.com|azure\\.us|azure\\.cn|azure-api\\.net)([/:].*)?");

    /** Whether OpenAI itself stands at an address, in any of its regions, and not another server that speaks its API. */
    static boolean isOpenAi(String baseUrl) {
        return OPENAI.matcher(baseUrl).matches();
    }

    static boolean isAzure(String baseUrl) {
        return AZURE.matcher(baseUrl).matches();
    }

    @Override
    public Set<String> names() {
        return Set.of(OpenAiProvider.NAME);
    }

    @Override
    public Set<String> presets() {
        return PRESETS.keySet();
    }

    @Override
    public boolean accepts(String name, SettingsReader settings) {
        return settings.text("oblix.provider." + name + ".base-url") != null;
    }

    @Override
    public List<Price> prices() {
        return Price.published(OpenAiType.class, "openai-prices.json");
    }

    @Override
    public Provider create(ProviderSettings settings) throws StartFailure {
        if (settings.name().equals(OpenAiProvider.NAME)) {
            return new OpenAiProvider(
                    settings.ownEndpoint("OPENAI", OpenAiType::isOpenAi), settings.ownContextTokens(), use(settings));
        }
        return new OpenAiProvider(
                settings.namedEndpoint(PRESETS.get(settings.name())), settings.contextTokens(), use(settings));
    }

    private static OpenAiResponses.Use use(ProviderSettings settings) throws StartFailure {
        boolean own = settings.name().equals(OpenAiProvider.NAME);
        String setting = (own ? "oblix." : "oblix.provider.") + settings.name() + ".responses";
        if (settings.read().text(setting) == null) {
            return OpenAiResponses.Use.AUTO;
        }
        return OpenAiResponses.Use.valueOf(
                settings.read().word(setting, "auto", "on", "off").toUpperCase(Locale.ROOT));
    }
}
