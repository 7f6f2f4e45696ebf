package io.oblix.provider.ollama;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** Versions of Ollama. Clients read them as numbers with dots and turn away from an old one or any other text. */
final class OllamaVersion {

    /** Of the API that this server has; Copilot asks for 0.6.4. */
    static final String OURS = "0.33.0";

    private static final Pattern VERSION =
            Pattern.compile("(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})(-[0-9A-Za-z.-]{1,40})?");

    private OllamaVersion() {}

    static boolean isVersion(String text) {
        return VERSION.matcher(text).matches();
    }

    /** The lowest, which all hosts have; ours if there is none. */
    static String lowest(List<String> versions) {
        return versions.stream()
                .min(Comparator.comparingLong(OllamaVersion::number))
                .orElse(OURS);
    }

    private static long number(String version) {
        long number = 0;
        for (String part : version.split("-", 2)[0].split("\\.", -1)) {
            number = number * 1_000_000 + Long.parseLong(part);
        }
        return number;
    }
}
