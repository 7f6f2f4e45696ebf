package io.oblix.settings;

import io.oblix.chat.ModelName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What models cost. A model without a price has none: a guess would be taken for one.
 *
 * @param prices the first that fits a model counts
 */
public record Prices(List<Price> prices) {

    /** Null where it is not known. */
    public @Nullable Price of(ModelName model) {
        String name = model.toString();
        for (Price price : prices) {
            if (price.fits(name)) {
                return price;
            }
        }
        return null;
    }
}
