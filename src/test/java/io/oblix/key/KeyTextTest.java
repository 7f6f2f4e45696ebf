package io.oblix.key;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeyTextTest {

    @Test
    void ofAKeyThatStandsInATextItsBeginningIsLeft() {
        String key = KeyText.random();

        assertThat(KeyText.masked("a " + key + ", " + key + "xyz and obx_short"))
                .isEqualTo("a obx_..., obx_... and obx_short");
        assertThat(KeyText.isIn("ollama:" + key + ":latest")).isTrue();
        assertThat(KeyText.isIn("ollama:" + key.substring(0, 20))).isFalse();
    }

    /** Servers without keys are often given a word for one. */
    @Test
    void aPlaceholderIsNoSecretInAName() {
        assertThat(KeyText.isIn("lm-studio:qwen3", "lm-studio")).isFalse();
        assertThat(KeyText.isIn("auto:sk-1234567890", "sk-1234567890")).isTrue();
        assertThat(KeyText.isIn("auto", null)).isFalse();
    }
}
