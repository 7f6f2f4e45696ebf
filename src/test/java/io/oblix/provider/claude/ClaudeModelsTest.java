package io.oblix.provider.claude;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Finding the rules for a model's name, and updating them from the provider's list. */
class ClaudeModelsTest {

    private final ClaudeModels models = new ClaudeModels();

    @ParameterizedTest
    @CsvSource({
        "claude-opus-5, claude-opus-5",
        "claude-opus-5-20260801, claude-opus-5",
        "claude-opus-5-latest, claude-opus-5",
        "claude-opus-5@20260801, claude-opus-5",
        "claude-opus-5-5, claude-opus-5-5",
        "claude-opus-5-5-20261020, claude-opus-5-5",
        "claude-sonnet-5-5-20261020, claude-sonnet-5-5",
        "claude-sonnet-4-5-20250929, claude-sonnet-4-5",
        "claude-sonnet-4-20250514, claude-sonnet-4",
        "claude-opus-4-1-20250805, claude-opus-4-1",
        "claude-fable-5-1, claude-fable-5*",
        "claude-3-7-sonnet-20250219, claude-3-7*",
        "claude-3-5-haiku-20241022, claude-3-5*",
        "claude-3-opus-20240229, claude-3*",
        "claude-opus-5-6, *",
        "claude-opus-50, *",
        "claude-opus-5x, *",
        "claude-tomorrow-9, *",
        "claude-opus, *",
        "'', *"
    })
    void aNameWithADateHasTheRulesOfItsModel(String name, String row) {
        assertThat(models.of(name).name()).isEqualTo(row);
    }

    @Test
    void anUnknownModelIsSentNothingThatANewOneRejects() {
        ClaudeModel model = models.of("claude-tomorrow-9");
        assertThat(model.sampling()).isFalse();
        assertThat(model.prefill()).isFalse();
        assertThat(model.effortLevels()).isEmpty();
        assertThat(model.thinking()).isEmpty();
        assertThat(model.maxOutputTokens()).as("so that no limit is cut to it").isZero();
    }

    @Test
    void theProvidersListOverridesTheFile() {
        models.refresh(json("""
                {"data":[{"type":"model","id":"claude-haiku-5-5-20261020","max_input_tokens":500000,"max_tokens":64000,
                  "capabilities":{
                    "effort":{"supported":true,"low":{"supported":true},"medium":{"supported":true},
                      "high":{"supported":true},"xhigh":{"supported":false},"max":{"supported":false}},
                    "thinking":{"supported":true,"types":{"adaptive":{"supported":true},"enabled":{"supported":false},
                      "disabled":{"supported":false},"between_tools":{"supported":true}}}}}]}
                """));
        for (String name : new String[] {"claude-haiku-5-5", "claude-haiku-5-5-20261020"}) {
            ClaudeModel model = models.of(name);
            assertThat(model.contextTokens()).isEqualTo(500_000);
            assertThat(model.maxOutputTokens()).isEqualTo(64_000);
            assertThat(model.effortLevels()).containsExactly("low", "medium", "high");
            assertThat(model.thinking()).containsExactly("adaptive", "between_tools");
            assertThat(model.forcedTools()).isTrue();
        }
    }

    @Test
    void aListedModelMissingInTheFileHasTheListedCapabilities() {
        models.refresh(json("""
                {"data":[{"id":"claude-tomorrow-9","max_input_tokens":2000000,"max_tokens":256000,"capabilities":{
                  "effort":{"low":{"supported":true},"high":{"supported":true}},
                  "thinking":{"types":{"adaptive":{"supported":true}}}}}]}
                """));
        ClaudeModel model = models.of("claude-tomorrow-9");
        assertThat(model.maxOutputTokens()).isEqualTo(256_000);
        assertThat(model.effortLevels()).containsExactly("low", "high");
        assertThat(model.thinking()).containsExactly("adaptive");
        assertThat(model.sampling()).isFalse();
    }

    @Test
    void aListWithoutCapabilitiesChangesNothing() {
        models.refresh(
                json("{\"data\":[{\"id\":\"claude-sonnet-4-5\",\"capabilities\":null,\"max_tokens\":null},{}]}"));
        ClaudeModel model = models.of("claude-sonnet-4-5");
        assertThat(model.maxOutputTokens()).isEqualTo(64_000);
        assertThat(model.thinking()).contains("enabled");
    }

    private static ObjectNode json(String text) {
        return Objects.requireNonNull(Json.objectOrNull(text.getBytes(StandardCharsets.UTF_8)));
    }
}
