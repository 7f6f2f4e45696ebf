package io.oblix.provider.ollama;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.provider.ProviderGoldens;
import io.oblix.settings.CallLimit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code llama3.2} calls tools and sees, {@code qwen3} also thinks and is in memory; any other model is unknown. */
class OllamaGoldenTest extends ProviderGoldens {

    OllamaGoldenTest() {
        super(provider(), "llama3.2");
    }

    private static OllamaProvider provider() {
        OllamaProvider provider =
                new OllamaProvider(new OllamaSettings(List.of("http://localhost:1"), "30m", 32_768, CallLimit.NONE));
        Map<String, ObjectNode> shows = new HashMap<>();
        var tags = Json.object();
        var ps = Json.object();
        for (String name : List.of("llama3.2", "qwen3")) {
            tags.withArray("models").addObject().put("name", name).put("digest", name);
            var show = Json.object();
            show.putObject("model_info").put("general.architecture", "some").put("some.context_length", 131_072);
            show.putArray("capabilities").add("completion").add("tools").add("vision");
            if (name.equals("qwen3")) {
                show.withArray("capabilities").add("thinking");
                ps.withArray("models").addObject().put("name", name).put("context_length", 16_384);
            }
            shows.put(name, show);
        }
        OllamaSnapshot found = OllamaSnapshot.NONE.listed(OllamaListing.installed(tags), OllamaListing.loaded(ps));
        for (var show : shows.entrySet()) {
            found = found.withDetails(show.getKey(), Optional.of(OllamaListing.abilities(show.getValue())));
        }
        provider.hosts().get(0).publish(found);
        return provider;
    }
}
