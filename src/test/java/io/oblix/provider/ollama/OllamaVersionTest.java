package io.oblix.provider.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OllamaVersionTest {

    @Test
    void theLowestIsByNumbersAndNotByText() {
        assertThat(OllamaVersion.lowest(List.of("0.33.0", "0.9.12", "0.10.1"))).isEqualTo("0.9.12");
        assertThat(OllamaVersion.lowest(List.of("1.0.0-rc1", "0.40.0"))).isEqualTo("0.40.0");
        assertThat(OllamaVersion.lowest(List.of())).isEqualTo(OllamaVersion.OURS);
    }

    @ParameterizedTest
    @CsvSource({
        "0.33.0,true",
        "0.5.1-rc2,true",
        "v0.33.0,false",
        "0.33,false",
        "'',false",
        "dev,false",
        "0.0.9999999,false"
    })
    void whatClientsCannotReadIsNone(String text, boolean isVersion) {
        assertThat(OllamaVersion.isVersion(text)).isEqualTo(isVersion);
    }
}
