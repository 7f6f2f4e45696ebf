package io.oblix.budget;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Millionths of a US dollar for people. */
final class Usd {

    private static final int MICRO_DIGITS = 6;
    private static final int LEAST_DIGITS = 2;

    private Usd() {}

    /** With two digits behind the point, or as many as it takes. */
    static String text(long microUsd) {
        BigDecimal usd = BigDecimal.valueOf(microUsd, MICRO_DIGITS).stripTrailingZeros();
        return usd.setScale(Math.max(LEAST_DIGITS, usd.scale()), RoundingMode.UNNECESSARY)
                .toPlainString();
    }
}
