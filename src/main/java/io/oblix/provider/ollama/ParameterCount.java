package io.oblix.provider.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.json.Json;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How large a model is, as {@code /api/show} says it: exactly in its metadata, or rounded as {@code 1.2B} or {@code 8x7B}. */
final class ParameterCount {

    static final double UNKNOWN = -1;

    private static final Pattern ROUNDED = Pattern.compile("(?:(\\d{1,3})X)?(\\d{1,6}(?:\\.\\d{1,6})?)\\s*([KMBT])");

    private ParameterCount() {}

    /** In billions; {@link #UNKNOWN} where nothing tells. */
    static double billions(JsonNode show) {
        double exact = show.path("model_info").path("general.parameter_count").asDouble(0);
        if (exact > 0) {
            return exact / 1e9;
        }
        String rounded = Json.text(show.path("details"), "parameter_size");
        Matcher size = ROUNDED.matcher(rounded == null ? "" : rounded.strip().toUpperCase(Locale.ROOT));
        if (!size.matches()) {
            return UNKNOWN;
        }
        double times = size.group(1) == null ? 1 : Double.parseDouble(size.group(1));
        double billions = times * Double.parseDouble(size.group(2)) * billionsOf(size.group(3));
        return billions > 0 ? billions : UNKNOWN;
    }

    private static double billionsOf(String unit) {
        return switch (unit) {
            case "K" -> 1e-6;
            case "M" -> 1e-3;
            case "T" -> 1e3;
            default -> 1;
        };
    }
}
