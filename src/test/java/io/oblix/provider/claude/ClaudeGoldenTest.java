package io.oblix.provider.claude;

import io.oblix.chat.Side;
import io.oblix.provider.Endpoint;
import io.oblix.provider.ProviderGoldens;

class ClaudeGoldenTest extends ProviderGoldens {

    ClaudeGoldenTest() {
        super(
                new ClaudeProvider(new Endpoint("claude", Side.CLOUD, "http://localhost:1", null, false, "no setting")),
                "claude-sonnet-4-5");
    }
}
