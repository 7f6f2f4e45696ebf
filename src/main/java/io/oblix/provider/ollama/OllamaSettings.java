package io.oblix.provider.ollama;

import io.oblix.settings.CallLimit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How Ollama is found and used.
 *
 * @param baseUrls its hosts
 * @param keepAlive how long it keeps a model in memory after a request, in Ollama's own notation; null for its default
 * @param maxContextTokens the longest context that a request may make it allocate
 * @param limit how many calls each host is given at a time
 */
public record OllamaSettings(
        List<String> baseUrls, @Nullable String keepAlive, int maxContextTokens, CallLimit limit) {

    public OllamaSettings {
        baseUrls = List.copyOf(baseUrls);
    }
}
