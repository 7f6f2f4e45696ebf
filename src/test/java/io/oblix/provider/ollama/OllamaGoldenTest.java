package io.oblix.provider.ollama;

import io.oblix.provider.CallLimit;
import io.oblix.provider.ProviderGoldens;
import java.util.List;

class OllamaGoldenTest extends ProviderGoldens {

    OllamaGoldenTest() {
        super(
                new OllamaProvider(new OllamaSettings(List.of("http://localhost:1"), "30m", 32_768, CallLimit.NONE)),
                "llama3.2");
    }
}
