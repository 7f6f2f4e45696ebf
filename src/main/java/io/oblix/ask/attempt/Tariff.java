package io.oblix.ask.attempt;

import io.oblix.chat.Charge;
import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.chat.Usage;
import io.oblix.settings.Price;
import io.oblix.settings.Prices;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What calls cost, and what they saved. A local model without a price costs nothing; the price of any other is unknown
 * then, which is not the same as nothing.
 *
 * @param reference the cloud model that answers are compared with; null when none is configured
 */
public record Tariff(Prices prices, @Nullable ModelName reference) {

    /** Nothing has a price. */
    public static final Tariff NONE = new Tariff(new Prices(List.of()), null);

    /**
     * @param billed the tokens that the provider charges
     * @param isWasted whether the client gets nothing of them
     * @param isComparable whether the cloud model could have done it
     */
    Charge charge(ModelName model, Side side, Usage billed, boolean isWasted, boolean isComparable) {
        Price price = prices.of(model);
        boolean isPriced = price != null || side == Side.LOCAL;
        long microUsd = price == null ? 0 : price.microUsd(billed);
        Price other = reference == null ? null : prices.of(reference);
        long saved =
                !isPriced || other == null || !isComparable ? 0 : (isWasted ? 0 : other.microUsd(billed)) - microUsd;
        return new Charge(billed, microUsd, isPriced, saved, isWasted && billed.totalTokens() > 0);
    }
}
