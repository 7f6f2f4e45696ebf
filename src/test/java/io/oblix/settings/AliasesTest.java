package io.oblix.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of models that stand for others. */
class AliasesTest {

    private static Aliases aliases(Map<String, String> settings) throws StartFailure {
        return OblixSettings.of(SettingsSource.read(Path.of("no-such-folder"), Map.of(), settings))
                .aliases();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "gpt-4o,auto:exact",
                "gpt-4o-20250101,auto:exact",
                "gpt-4o-mini,auto:mini",
                "gpt-4o-mini-2024-07-18,auto:mini",
                "gpt-4.1,auto:any",
                "claude-haiku-4-5-20251001,auto:haiku",
                "claude-haiku-4-5,auto:haiku",
                "my-haiku-x,-",
                "x-middle-y-end,auto:stars",
                "x-middle-end,auto:stars",
                "x-middleend,auto:stars",
                "x-midend,-",
                "gpt,-",
                "'',-"
            })
    void theLongestNameThatFitsCounts(String asked, String expected) throws StartFailure {
        Aliases aliases = aliases(Map.of(
                "oblix.alias.gpt-*", "auto:any",
                "oblix.alias.gpt-4o", "auto:exact",
                "oblix.alias.gpt-4o-mini*", "auto:mini",
                "oblix.alias.claude-haiku*", "auto:haiku",
                "oblix.alias.x-*middle*end", "auto:stars"));

        assertThat(aliases.of(asked)).isEqualTo(expected);
    }

    @Test
    void aliasesMustStandForNamesOfOurs() {
        assertThatThrownBy(() -> aliases(Map.of("oblix.alias.gpt-4o", "llama3.2")))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("oblix.alias.gpt-4o")
                .hasMessageContaining("provider:name");
        assertThatThrownBy(() -> aliases(Map.of("oblix.alias.", "auto"))).isInstanceOf(StartFailure.class);
    }
}
