package io.oblix.chat;

import org.jspecify.annotations.Nullable;

/**
 * A model as users write it: {@code provider:name}, split at the first colon, because Ollama's names hold colons
 * ({@code ollama:llama3.2:1b} is the model {@code llama3.2:1b}).
 *
 * @param provider {@code ollama}, {@code openai}, {@code claude} or a configured one
 * @param name the provider's own name for the model
 */
public record ModelName(String provider, String name) {

    /** Longer texts are not model names; this also bounds headers and metrics. */
    public static final int MAX_LENGTH = 256;

    /** The two parts, or null when the text has no colon with something on both of its sides. */
    public static @Nullable ModelName parse(String text) {
        int colon = text.indexOf(':');
        if (colon <= 0 || colon == text.length() - 1) {
            return null;
        }
        return new ModelName(text.substring(0, colon), text.substring(colon + 1));
    }

    /** Whether it may appear in a header and a log line: not empty, not too long, nothing invisible. */
    public static boolean isPrintable(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (!isVisible(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isVisible(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    @Override
    public String toString() {
        return provider + ":" + name;
    }
}
