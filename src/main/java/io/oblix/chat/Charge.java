package io.oblix.chat;

import java.math.BigDecimal;

/**
 * What one call upstream costs.
 *
 * @param usage the tokens that are billed: as the provider counted them, or for a call that ended early an estimate of the
 *     prompt and of what had come of the answer
 * @param microUsd in millionths of a US dollar, 0 or more
 * @param isPriced whether the price of the model is known; where it is not, {@link #microUsd} is 0
 * @param savedMicroUsd what the same tokens would have cost at the configured cloud model, less {@link #microUsd}; below 0
 *     for what was paid and did not reach the client; 0 where one of the prices is not known
 * @param isWasted whether the client got nothing of it: the call failed, or its answer was discarded
 */
public record Charge(Usage usage, long microUsd, boolean isPriced, long savedMicroUsd, boolean isWasted) {

    private static final int DECIMALS = 6;

    /** Of a call that the provider did not take. */
    public static final Charge NONE = new Charge(Usage.NONE, 0, true, 0, false);

    /** An amount in USD with six decimals, {@code 0.000210}. */
    public static String usd(long microUsd) {
        return BigDecimal.valueOf(microUsd, DECIMALS).toPlainString();
    }

    /** The same as a number of JSON, without an exponent and zeros at its end: {@code 0.00021}, {@code 5.0}. */
    public static BigDecimal number(long microUsd) {
        BigDecimal usd = BigDecimal.valueOf(microUsd, DECIMALS).stripTrailingZeros();
        return usd.scale() < 1 ? usd.setScale(1) : usd;
    }

    /** Nothing that is known to be billed; a failed call without tokens wastes nothing. */
    public boolean isNothing() {
        return usage.totalTokens() == 0 && microUsd == 0;
    }
}
