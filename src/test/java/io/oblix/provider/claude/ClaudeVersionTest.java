package io.oblix.provider.claude;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.Cancellation;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.fixture.Questions;
import io.oblix.provider.Endpoint;
import io.oblix.upstream.UpstreamRequest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The newest version of the API rejects sampling parameters, so only requests with them use the old one. */
class ClaudeVersionTest {

    @Test
    void aRequestUsesTheNewestVersion() {
        assertThat(send("claude-sonnet-4-5", "").headers()).containsEntry("anthropic-version", "2026-10-21");
    }

    @Test
    void aRequestWithSamplingUsesTheVersionThatAcceptsIt() {
        assertThat(send("claude-sonnet-4-5", ",\"temperature\":0.2").headers())
                .containsEntry("anthropic-version", "2023-06-01");
        assertThat(send("claude-sonnet-4-5", ",\"top_p\":0.2").headers())
                .containsEntry("anthropic-version", "2023-06-01");
    }

    @Test
    void aModelWithoutSamplingUsesTheNewestVersion() {
        assertThat(send("claude-opus-5-5", ",\"temperature\":0.2").headers())
                .containsEntry("anthropic-version", "2026-10-21");
    }

    @Test
    void theKeyIsSentInOneHeader() {
        UpstreamRequest request = send("claude-sonnet-4-5", "");
        assertThat(request.headers()).containsOnlyKeys("anthropic-version", "x-api-key");
        assertThat(request.url()).isEqualTo("http://localhost:1/v1/messages");
        assertThat(request.toString()).doesNotContain("a-key");
    }

    @Test
    void aBetaFieldAddsTheBetaHeader() {
        assertThat(send("claude-opus-5", ",\"speed\":\"fast\"").headers())
                .containsEntry("anthropic-beta", "fast-mode-2026-02-01");
        assertThat(send("claude-opus-5", ",\"speed\":\"standard\"").headers()).doesNotContainKey("anthropic-beta");
    }

    private static UpstreamRequest send(String model, String more) {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]" + more + "}";
        ClaudeProvider claude =
                new ClaudeProvider(new Endpoint("claude", Side.CLOUD, "http://localhost:1", "a-key", true, "it"));
        return claude.translate(
                Questions.named(
                        ChatRequestReader.read("id", body.getBytes(StandardCharsets.UTF_8), null, new Cancellation())),
                new Place(new ModelName("claude", model), "http://localhost:1"));
    }
}
