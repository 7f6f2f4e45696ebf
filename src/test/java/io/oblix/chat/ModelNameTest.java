package io.oblix.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelNameTest {

    @Test
    void aNameIsSplitAtItsFirstColon() {
        assertThat(ModelName.parse("ollama:llama3.2:1b")).isEqualTo(new ModelName("ollama", "llama3.2:1b"));
        assertThat(ModelName.parse("groq:meta-llama/llama-4")).hasToString("groq:meta-llama/llama-4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "llama", ":llama", "ollama:"})
    void withoutBothPartsItIsNone(String text) {
        assertThat(ModelName.parse(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nx-injected: 1", "a\u0000", "a\u007f", "\ud83d\ude00"})
    void whatCannotStandInAHeaderIsNoName(String text) {
        assertThat(ModelName.isPrintable(text)).isFalse();
    }
}
