package io.oblix.settings;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.oblix.chat.ModelName;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What models cost. A model without a price has none: a guess would be taken for one. */
public final class Prices {

    private final List<Price> prices;

    /** Each request asks a few times, and to go through a hundred prices took 2% of its time. */
    private final Cache<ModelName, Optional<Price>> found =
            Caffeine.newBuilder().maximumSize(500).executor(Runnable::run).build();

    /** @param prices the first that fits a model counts */
    public Prices(List<Price> prices) {
        this.prices = List.copyOf(prices);
    }

    /**
     * By the name that its provider may take it for: a space around it or another case must not make a model free of
     * charge. Null where it is not known.
     */
    public @Nullable Price of(ModelName model) {
        return found.get(model, this::find).orElse(null);
    }

    private Optional<Price> find(ModelName model) {
        String name = new ModelName(model.provider(), model.name().strip()).toString();
        return prices.stream().filter(price -> price.fits(name)).findFirst();
    }
}
