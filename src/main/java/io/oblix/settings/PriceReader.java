package io.oblix.settings;

import io.oblix.chat.ModelName;
import java.util.ArrayList;
import java.util.List;

/** A user's prices: {@code provider:model INPUT OUTPUT [CACHED-INPUT]}, each in USD per million tokens. */
final class PriceReader {

    private static final double MAX_USD = 1_000_000;

    private PriceReader() {}

    static List<Price> read(String setting, List<String> entries) throws StartFailure {
        List<Price> prices = new ArrayList<>();
        for (String entry : entries) {
            prices.add(price(setting, entry));
        }
        return List.copyOf(prices);
    }

    private static Price price(String setting, String entry) throws StartFailure {
        String[] parts = entry.split("\\s+");
        boolean wellFormed = (parts.length == 3 || parts.length == 4) && ModelName.parse(parts[0]) != null;
        if (!wellFormed) {
            throw malformed(setting, entry);
        }
        double input = usd(setting, entry, parts[1]);
        double output = usd(setting, entry, parts[2]);
        return Price.of(parts[0], input, output, parts.length == 4 ? usd(setting, entry, parts[3]) : input);
    }

    private static double usd(String setting, String entry, String number) throws StartFailure {
        try {
            double usd = Double.parseDouble(number);
            if (usd >= 0 && usd <= MAX_USD) {
                return usd;
            }
        } catch (NumberFormatException notANumber) {
            // Said below.
        }
        throw malformed(setting, entry);
    }

    private static StartFailure malformed(String setting, String entry) {
        return StartFailure.setting(
                setting,
                entry,
                "a model and its prices in USD per million tokens, in and out, such as openai:gpt-4o-mini 0.15 0.60");
    }
}
