package io.oblix.provider.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContextWindowTest {

    @Test
    void aRequestThatNeedsAnotherWindowReloadsTheModel() {
        OllamaModel.Abilities abilities = new OllamaModel.Abilities(40_960, false, true, true, false, true);
        ContextWindow window = ContextWindow.of(abilities, new OllamaModel.Loaded(8192, 0), 32_768);

        assertThat(window.isAnother(1_000, 500)).isFalse();
        assertThat(window.isAnother(10_000, 500)).isTrue();
        assertThat(ContextWindow.of(abilities, new OllamaModel.Loaded(0, 0), 32_768)
                        .isAnother(10_000, 0))
                .isFalse();
        assertThat(ContextWindow.of(abilities, new OllamaModel.Loaded(32_768, 0), 32_768)
                        .isAnother(100_000, 0))
                .isFalse();
    }
}
