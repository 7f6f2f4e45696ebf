package io.oblix.settings;

import io.oblix.chat.ModelName;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns text into values, each within its range; a wrong one is reported in one line that names the setting. */
public final class SettingsReader {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h)");
    private static final Pattern DAYS = Pattern.compile("(\\d{1,6})d");
    private static final List<String> SIZE_UNITS = List.of("B", "KiB", "MiB", "GiB");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})\\s*(B|KiB|MiB|GiB)?");

    private final SettingsSource source;

    SettingsReader(SettingsSource source) {
        this.source = source;
    }

    /** Null when it is empty. */
    public @Nullable String text(String name) {
        return source.get(name);
    }

    /**
     * A variable that other programs have made common, such as {@code OLLAMA_HOST}, where it decides a setting: it wins
     * over the files, but not over a flag or the setting's own variable. Null where it does not decide.
     */
    public @Nullable String common(String variable, String name) {
        return source.common(variable, name);
    }

    /** The value that the setting has beside such a variable; null when it is empty. */
    public @Nullable String text(String name, String variable) {
        String common = common(variable, name);
        return common == null ? text(name) : common;
    }

    public String required(String name) throws StartFailure {
        return required(name, text(name));
    }

    /** @param value read before */
    public static String required(String name, @Nullable String value) throws StartFailure {
        if (value == null) {
            throw StartFailure.setting(name, "", "it must not be empty");
        }
        return value;
    }

    public List<String> list(String name) {
        String value = text(name);
        return value == null ? List.of() : parts(value);
    }

    /** What stands between the commas of a text. */
    public static List<String> parts(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    /** The names in {@code oblix.provider.NAME.*} settings, sorted. */
    public Set<String> providerNames() {
        return source.providerNames();
    }

    /** One of these words. */
    public String word(String name, String... words) throws StartFailure {
        String value = required(name);
        if (!List.of(words).contains(value)) {
            throw StartFailure.setting(name, value, String.join(" or ", words));
        }
        return value;
    }

    public boolean flag(String name) throws StartFailure {
        return word(name, "true", "false").equals("true");
    }

    public double number(String name, double least, double most) throws StartFailure {
        String value = required(name);
        try {
            double number = Double.parseDouble(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Reported below.
        }
        throw StartFailure.setting(name, value, "a number from " + plain(least) + " to " + plain(most));
    }

    public int integer(String name, int least, int most) throws StartFailure {
        double number = number(name, least, most);
        if (number != Math.rint(number)) {
            throw StartFailure.setting(name, required(name), "a whole number from " + least + " to " + most);
        }
        return (int) number;
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    /**
     * @param least written as the setting itself is: {@code 200ms}, {@code 5s}, {@code 3m}, {@code 1h}
     * @param most likewise
     */
    public Duration duration(String name, String least, String most) throws StartFailure {
        String value = required(name);
        Duration duration = durationIn(value);
        if (duration == null || duration.compareTo(bound(least)) < 0 || duration.compareTo(bound(most)) > 0) {
            throw StartFailure.setting(
                    name, value, "a duration such as 200ms, 5s, 3m or 1h, from " + least + " to " + most);
        }
        return duration;
    }

    /** Whole days, written {@code 90d}. */
    public Duration days(String name, int least, int most) throws StartFailure {
        String value = required(name);
        Matcher matcher = DAYS.matcher(value);
        int days = matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
        if (days < least || days > most) {
            throw StartFailure.setting(name, value, "days such as 90d, from " + least + "d to " + most + "d");
        }
        return Duration.ofDays(days);
    }

    private static Duration bound(String text) {
        return Objects.requireNonNull(durationIn(text), text);
    }

    /** {@code 200ms}, {@code 5s}, {@code 3m} or {@code 1h}; null when the text is none of them. */
    public static @Nullable Duration durationIn(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    public long bytes(String name, long least, long most) throws StartFailure {
        String value = required(name);
        Matcher matcher = SIZE.matcher(value);
        if (matcher.matches()) {
            int shift = matcher.group(2) == null ? 0 : 10 * SIZE_UNITS.indexOf(matcher.group(2));
            long amount = Long.parseLong(matcher.group(1));
            if (amount <= most >> shift && amount << shift >= least) {
                return amount << shift;
            }
        }
        throw StartFailure.setting(
                name, value, "a size such as 64KiB or 32MiB, from " + (least >> 10) + "KiB to " + (most >> 30) + "GiB");
    }

    /** Null when none is set. */
    public @Nullable ModelName model(String name) throws StartFailure {
        String value = source.get(name);
        if (value == null) {
            return null;
        }
        ModelName model = ModelName.parse(value);
        if (model == null || !ModelName.isPrintable(value)) {
            throw StartFailure.setting(
                    name, value, "a model is written provider:name, such as ollama:llama3.2:1b or openai:gpt-4o-mini");
        }
        return model;
    }

    /** An http or https address, without a slash at its end. */
    public String url(String name, String value) throws StartFailure {
        return url(name, value, value);
    }

    /** @param written what the user wrote, where the value was made from it */
    public String url(String name, String value, String written) throws StartFailure {
        String fault = HttpAddress.fault(value);
        if (fault == null) {
            return value.replaceAll("/+$", "");
        }
        boolean mayHoldSecret = written.indexOf('@') >= 0 || written.indexOf('?') >= 0;
        throw StartFailure.setting(
                name,
                mayHoldSecret ? "(not shown: it may hold a secret)" : written,
                "an address such as http://localhost:11434, without a user, a query or a fragment (" + fault + ")");
    }
}
