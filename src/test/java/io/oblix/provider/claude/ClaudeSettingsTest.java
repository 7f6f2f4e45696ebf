package io.oblix.provider.claude;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.fixture.Questions;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import io.oblix.provider.Endpoint;
import io.oblix.provider.claude.ClaudeSettings.Caching;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The settings that change the translation. */
class ClaudeSettingsTest {

    private static final String FORCED =
            ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"clock\"}}],\"tool_choice\":\"required\"";

    private static final String TOOLS = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"clock\"}}]";

    @Test
    void aForcedToolIsRejectedIfTheSettingSaysSo() {
        ClaudeSettings refuse = new ClaudeSettings(true, false, Caching.AUTO);

        assertThatThrownBy(() -> sent(refuse, "claude-opus-5-5", FORCED))
                .isInstanceOf(RequestProblem.class)
                .hasMessageContaining("'tool_choice' must be 'auto' or 'none'");
        assertThat(sent(refuse, "claude-opus-5", FORCED).at("/tool_choice/type").asText())
                .isEqualTo("any");
        assertThat(sent(ClaudeSettings.BARE, "claude-opus-5-5", FORCED)
                        .at("/tool_choice/type")
                        .asText())
                .isEqualTo("auto");
    }

    @Test
    void modelsThatAlwaysThinkShowItIfTheSettingSaysSo() {
        ClaudeSettings show = new ClaudeSettings(false, true, Caching.AUTO);

        assertThat(sent(show, "claude-opus-5-5", "").at("/thinking/display").asText())
                .isEqualTo("summarized");
        assertThat(sent(show, "claude-opus-5-5", ",\"reasoning_effort\":\"high\"")
                        .path("thinking"))
                .isEqualTo(sent(ClaudeSettings.BARE, "claude-opus-5-5", ",\"reasoning_effort\":\"high\"")
                        .path("thinking"));
        assertThat(sent(show, "claude-opus-4-8", "").has("thinking")).isFalse();
        assertThat(sent(ClaudeSettings.BARE, "claude-opus-5-5", "").has("thinking"))
                .isFalse();
    }

    @Test
    void promptsAreCachedByTheSettingUnlessTheClientMarksThem() {
        ClaudeSettings cache = new ClaudeSettings(false, false, Caching.ON);
        ClaudeSettings auto = new ClaudeSettings(false, false, Caching.AUTO);
        String marked =
                ",\"messages\":[{\"role\":\"user\",\"content\":\"x\",\"cache_control\":{\"type\":\"ephemeral\"}}]";

        assertThat(sent(cache, "claude-opus-5", "").at("/cache_control/type").asText())
                .isEqualTo("ephemeral");
        assertThat(sent(cache, "claude-opus-5", marked).has("cache_control")).isFalse();
        assertThat(sent(ClaudeSettings.BARE, "claude-opus-5", "").has("cache_control"))
                .isFalse();
        assertThat(sent(auto, "claude-opus-5", TOOLS).has("cache_control")).isTrue();
        assertThat(sent(auto, "claude-opus-5", "").has("cache_control")).isFalse();
        assertThat(sent(ClaudeSettings.BARE, "claude-opus-5", TOOLS).has("cache_control"))
                .isFalse();
    }

    private static ObjectNode sent(ClaudeSettings settings, String model, String more) {
        String messages = more.contains("messages") ? "" : ",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]";
        String body = "{\"model\":\"auto\"" + messages + more + "}";
        ClaudeProvider claude = new ClaudeProvider(
                new Endpoint("claude", Side.CLOUD, "http://localhost:1", null, false, "none"), settings);
        return Objects.requireNonNull(Json.objectOrNull(claude.translate(
                        Questions.named(ChatRequestReader.read(
                                "id", body.getBytes(StandardCharsets.UTF_8), null, new Cancellation())),
                        new Place(new ModelName("claude", model), "http://localhost:1"))
                .body()));
    }
}
