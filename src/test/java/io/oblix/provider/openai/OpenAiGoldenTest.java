package io.oblix.provider.openai;

import io.oblix.chat.Side;
import io.oblix.provider.Endpoint;
import io.oblix.provider.ProviderGoldens;

class OpenAiGoldenTest extends ProviderGoldens {

    OpenAiGoldenTest() {
        super(
                new OpenAiProvider(
                        new Endpoint("openai", Side.CLOUD, "http://localhost:1/v1", null, false, "no setting")),
                "gpt-4.1-mini");
    }
}
