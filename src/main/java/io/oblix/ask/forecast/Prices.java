package io.oblix.ask.forecast;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.ModelName;
import io.oblix.json.Json;
import io.oblix.settings.Price;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What models cost: the resource {@code prices.json}, as the providers published it in November 2026, and before it the
 * corrections of the user. A model that neither names has no price: a guess would be taken for one.
 */
public final class Prices {

    private final List<Price> prices = new ArrayList<>();

    /** @param corrections go before the published prices */
    public Prices(List<Price> corrections) {
        prices.addAll(corrections);
        prices.addAll(published());
    }

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

    static List<Price> published() {
        try (InputStream in = Prices.class.getResourceAsStream("prices.json")) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks prices.json");
            }
            List<Price> read = new ArrayList<>();
            for (JsonNode entry : Json.MAPPER.readTree(in).path("models")) {
                read.add(price(entry));
            }
            return read;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Price price(JsonNode entry) {
        double input = entry.path("inputUsd").asDouble();
        return new Price(
                entry.path("model").asText(),
                input,
                entry.path("outputUsd").asDouble(),
                entry.path("cachedInputUsd").asDouble(input),
                entry.path("cacheWriteUsd").asDouble(input),
                entry.path("longAboveTokens").asInt(0),
                entry.path("longInputFactor").asDouble(1),
                entry.path("longOutputFactor").asDouble(1));
    }
}
