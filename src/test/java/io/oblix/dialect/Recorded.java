package io.oblix.dialect;

import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.fixture.Golden;
import io.oblix.provider.Endpoint;
import io.oblix.provider.Provider;
import io.oblix.provider.ReadAnswer;
import io.oblix.provider.claude.ClaudeProvider;
import io.oblix.provider.ollama.OllamaProvider;
import io.oblix.provider.ollama.OllamaSettings;
import io.oblix.provider.openai.OpenAiProvider;
import io.oblix.settings.CallLimit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A recorded stream of a provider, for writers of dialects.
 *
 * @param stream the file among the provider's answers
 */
public record Recorded(String provider, Golden stream) {

    private static final Endpoint ENDPOINT = new Endpoint("any", Side.CLOUD, "http://localhost:1", null, false, "none");

    private static final Map<String, Provider> PROVIDERS = Map.of(
            "claude", new ClaudeProvider(ENDPOINT),
            "openai", new OpenAiProvider(ENDPOINT),
            "ollama",
                    new OllamaProvider(
                            new OllamaSettings(List.of("http://localhost:1"), "30m", 32_768, CallLimit.NONE)));

    /** All that there are. */
    public static Stream<Recorded> all() {
        return PROVIDERS.keySet().stream()
                .sorted()
                .flatMap(provider -> Golden.in(Provider.class, provider + "/answers", ".sse", ".ndjson").stream()
                        .map(stream -> new Recorded(provider, stream)));
    }

    /** What its reader makes of it, for a request that is not passed on as it is. */
    public ReadAnswer read(ChatRequest request) {
        return ReadAnswer.of(
                Objects.requireNonNull(PROVIDERS.get(provider))
                        .reader(
                                request.withoutOriginal(),
                                new ModelName(provider, "m"),
                                provider.equals("ollama") ? "application/x-ndjson" : "text/event-stream"),
                stream.bytes());
    }

    /** The name of its golden files in a dialect. */
    public String name() {
        return provider + "-" + stream.name();
    }

    @Override
    public String toString() {
        return name();
    }
}
