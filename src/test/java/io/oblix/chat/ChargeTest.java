package io.oblix.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.json.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChargeTest {

    @ParameterizedTest
    @CsvSource({"42, 0.000042", "5000000, 5.0", "0, 0.0", "-7, -0.000007", "10000000000, 10000.0", "1250000, 1.25"})
    void dollarsAreWrittenWithoutAnExponent(long microUsd, String written) {
        assertThat(Json.object().put("usd", Charge.number(microUsd)).toString()).isEqualTo("{\"usd\":" + written + "}");
    }
}
