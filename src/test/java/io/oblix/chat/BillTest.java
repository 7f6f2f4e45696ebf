package io.oblix.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BillTest {

    @Test
    void aBillWithoutChargesIsNothing() {
        assertThat(new Bill().sums()).isEqualTo(new Bill.Sums(Usage.NONE, 0, 0, 0, 0, 0, true));
    }

    @Test
    void oneCallWithoutAPriceMakesTheCostOfAllUnknown() {
        Bill bill = new Bill();
        bill.add(new Charge(Usage.of(5, 5), 40, true, 2, false));
        bill.add(new Charge(Usage.of(5, 5), 0, false, 0, false));

        assertThat(bill.sums().isPriced()).isFalse();
        assertThat(bill.sums().microUsd()).isEqualTo(40);
        assertThat(bill.sums().delivered()).isEqualTo(Usage.of(10, 10));
    }

    @ParameterizedTest
    @CsvSource({"0, 0.000000", "210, 0.000210", "-3, -0.000003", "12345678, 12.345678"})
    void anAmountHasSixDecimals(long microUsd, String usd) {
        assertThat(Charge.usd(microUsd)).isEqualTo(usd);
    }
}
