package io.oblix.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyNameTest {

    @ParameterizedTest
    @CsvSource({"'', auto", "auto, auto", "auto:private, private", "auto:auto, auto", "auto:a:b, a:b"})
    void aPolicyIsAskedForByAutoOrByNothing(String model, String policy) {
        assertThat(PolicyName.in(model)).isEqualTo(policy);
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama3.2:1b", "ollama:auto", "automatic", "automatic:small", "Auto"})
    void anyOtherNameIsAModels(String model) {
        assertThat(PolicyName.in(model)).isNull();
    }

    @Test
    void autoIsWrittenWithoutAPrefix() {
        assertThat(PolicyName.asModel("auto")).isEqualTo("auto");
        assertThat(PolicyName.asModel("private")).isEqualTo("auto:private");
    }
}
