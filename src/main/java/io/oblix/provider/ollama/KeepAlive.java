package io.oblix.provider.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long a model stays in memory after a request, as Ollama reads it ({@code Duration} in api/types.go): a number of
 * seconds, or a duration of Go such as {@code 1h30m}; below 0 for ever.
 *
 * @param seconds below 0 for ever
 * @param json as Ollama takes it
 */
record KeepAlive(double seconds, JsonNode json) {

    static final KeepAlive FOR_EVER = new KeepAlive(-1, IntNode.valueOf(-1));

    private static final int MAX_LENGTH = 64;
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,12}(\\.\\d{1,9})?");
    private static final Pattern DURATION = Pattern.compile("[+-]?((\\d{1,12}(\\.\\d{0,9})?)(ns|us|µs|μs|ms|s|m|h))+");
    private static final Pattern PART = Pattern.compile("(\\d{1,12}(?:\\.\\d{0,9})?)(ns|us|µs|μs|ms|s|m|h)");
    private static final Map<String, Double> SECONDS =
            Map.of("ns", 1e-9, "us", 1e-6, "µs", 1e-6, "μs", 1e-6, "ms", 1e-3, "s", 1.0, "m", 60.0, "h", 3600.0);

    /** Null if it is none. Ollama takes no number in quotes; here it counts as the number. */
    static @Nullable KeepAlive parse(JsonNode value) {
        return value.isNumber() ? new KeepAlive(value.doubleValue(), value) : parse(value.asText(""));
    }

    static @Nullable KeepAlive parse(String written) {
        String text = written.strip();
        if (NUMBER.matcher(text).matches()) {
            double seconds = Double.parseDouble(text);
            boolean whole = seconds == Math.rint(seconds) && Math.abs(seconds) <= Integer.MAX_VALUE;
            return new KeepAlive(seconds, whole ? IntNode.valueOf((int) seconds) : DoubleNode.valueOf(seconds));
        }
        if (text.length() > MAX_LENGTH || !DURATION.matcher(text).matches()) {
            return null;
        }
        double seconds = 0;
        for (Matcher part = PART.matcher(text); part.find(); ) {
            seconds += Double.parseDouble(part.group(1)) * SECONDS.getOrDefault(part.group(2), 0.0);
        }
        return new KeepAlive(text.startsWith("-") ? -seconds : seconds, TextNode.valueOf(text));
    }

    boolean isLongerThan(KeepAlive other) {
        return other.seconds >= 0 && (seconds < 0 || seconds > other.seconds);
    }
}
