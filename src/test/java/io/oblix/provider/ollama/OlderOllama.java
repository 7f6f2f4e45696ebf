package io.oblix.provider.ollama;

import io.oblix.json.Json;
import io.oblix.settings.CallLimit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A provider whose host has {@code llama3.2}, and does not tell what its models can do. */
public final class OlderOllama {

    private OlderOllama() {}

    public static OllamaProvider provider() {
        OllamaProvider provider =
                new OllamaProvider(new OllamaSettings(List.of("http://localhost:1"), "30m", 32_768, CallLimit.NONE));
        var tags = Json.object();
        tags.withArray("models").addObject().put("name", "llama3.2").put("digest", "d");
        provider.hosts()
                .get(0)
                .publish(OllamaSnapshot.NONE
                        .listed(OllamaListing.installed(tags), Map.of())
                        .withDetails("d", Optional.empty()));
        return provider;
    }
}
