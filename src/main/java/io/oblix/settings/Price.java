package io.oblix.settings;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.ModelName;
import io.oblix.chat.Usage;
import io.oblix.json.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model costs, in USD per million tokens.
 *
 * @param model {@code provider:name}, without a date at its end
 * @param inputUsd for the prompt
 * @param outputUsd for the answer, thinking included
 * @param cachedInputUsd for the part of the prompt that is read from a cache
 * @param cacheWriteUsd for the part of the prompt that is written to a cache
 * @param longAboveTokens the prompt length from which the whole request costs more; 0 where length does not matter
 * @param longInputFactor by which a long prompt costs more
 * @param longOutputFactor by which the answer to a long prompt costs more
 */
public record Price(
        String model,
        double inputUsd,
        double outputUsd,
        double cachedInputUsd,
        double cacheWriteUsd,
        int longAboveTokens,
        double longInputFactor,
        double longOutputFactor) {

    private static final String SETTING = "oblix.prices";
    private static final double MAX_USD = 1_000_000;
    private static final double PER_MILLION = 1e-6;
    private static final double LOST_IN_DOUBLES = 1e-7;

    /** A price that does not depend on the prompt's length. */
    public static Price of(String model, double inputUsd, double outputUsd, double cachedInputUsd) {
        return new Price(model, inputUsd, outputUsd, cachedInputUsd, inputUsd, 0, 1, 1);
    }

    /** A provider's own list in the jar. */
    public static List<Price> published(Class<?> owner, String file) {
        List<Price> prices = new ArrayList<>();
        Json.resource(owner, file).path("models").forEach(entry -> prices.add(of(entry)));
        return List.copyOf(prices);
    }

    private static Price of(JsonNode entry) {
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

    /** The user's prices, each {@code provider:model INPUT OUTPUT [CACHED-INPUT]}. */
    static List<Price> of(SettingsReader read) throws StartFailure {
        List<Price> prices = new ArrayList<>();
        for (String entry : read.list(SETTING)) {
            String[] parts = entry.split("\\s+");
            if (parts.length < 3 || parts.length > 4 || ModelName.parse(parts[0]) == null) {
                throw malformed(entry);
            }
            double input = usd(entry, parts[1]);
            prices.add(of(parts[0], input, usd(entry, parts[2]), parts.length == 4 ? usd(entry, parts[3]) : input));
        }
        return List.copyOf(prices);
    }

    private static double usd(String entry, String number) throws StartFailure {
        try {
            double usd = Double.parseDouble(number);
            if (usd >= 0 && usd <= MAX_USD) {
                return usd;
            }
        } catch (NumberFormatException notANumber) {
            // Reported below.
        }
        throw malformed(entry);
    }

    private static StartFailure malformed(String entry) {
        return StartFailure.setting(
                SETTING,
                entry,
                "a model and its prices in USD per million tokens, in and out, such as openai:gpt-4o-mini 0.15 0.60");
    }

    /** The same price for the model under another name. */
    public Price under(String name) {
        return new Price(
                name,
                inputUsd,
                outputUsd,
                cachedInputUsd,
                cacheWriteUsd,
                longAboveTokens,
                longInputFactor,
                longOutputFactor);
    }

    /** Whether a model has this name in whichever case, or this name with a date or {@code latest} after it. */
    public boolean fits(String name) {
        if (!name.regionMatches(true, 0, model, 0, model.length())) {
            return false;
        }
        String rest = name.substring(model.length());
        return rest.isEmpty() || rest.equalsIgnoreCase("-latest") || isDate(rest);
    }

    /** {@code -20250929}, {@code -2024-08-06} and {@code -0125}. */
    private static boolean isDate(String rest) {
        return rest.length() >= "-0125".length()
                && rest.charAt(0) == '-'
                && rest.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
    }

    /** The cost of a request, none of it read from a cache. */
    public double usd(double promptTokens, double outputTokens) {
        boolean isLong = isLong(promptTokens);
        return PER_MILLION
                * (promptTokens * inputUsd * (isLong ? longInputFactor : 1)
                        + outputTokens * outputUsd * (isLong ? longOutputFactor : 1));
    }

    /** The cost of an answer. */
    public double usd(Usage usage) {
        return PER_MILLION * microUsdExactly(usage);
    }

    /** The cost of an answer in millionths of a US dollar, to the nearest one. */
    public long microUsd(Usage usage) {
        return nearest(microUsdExactly(usage));
    }

    /** The cost of a request, none of it read from a cache, in millionths of a US dollar, rounded up. */
    public long mostMicroUsd(long promptTokens, long outputTokens) {
        boolean isLong = isLong((double) promptTokens);
        double input = promptTokens
                * Math.max(Math.max(inputUsd, cacheWriteUsd), cachedInputUsd)
                * (isLong ? longInputFactor : 1);
        return (long) Math.ceil(input + outputTokens * outputUsd * (isLong ? longOutputFactor : 1) - LOST_IN_DOUBLES);
    }

    /** A half is rounded up, also one that a double only just misses. */
    private static long nearest(double microUsd) {
        return (long) Math.floor(microUsd + 0.5 + LOST_IN_DOUBLES);
    }

    /** USD per million tokens are millionths of a US dollar per token. */
    private double microUsdExactly(Usage usage) {
        double cached = usage.cachedTokens();
        double written = usage.cacheWriteTokens();
        double plain = Math.max(0, usage.promptTokens() - cached - written);
        boolean isLong = isLong((double) usage.promptTokens());
        return (plain * inputUsd + cached * cachedInputUsd + written * cacheWriteUsd) * (isLong ? longInputFactor : 1)
                + usage.completionTokens() * outputUsd * (isLong ? longOutputFactor : 1);
    }

    private boolean isLong(double promptTokens) {
        return longAboveTokens > 0 && promptTokens > longAboveTokens;
    }
}
