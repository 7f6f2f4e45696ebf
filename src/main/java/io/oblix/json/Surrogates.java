package io.oblix.json;

import java.util.Locale;

/** Lone surrogates, which JSON can hold as escapes and UTF-8 cannot. */
public final class Surrogates {

    private Surrogates() {}

    public static boolean hasLone(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isLone(text, i)) {
                return true;
            }
        }
        return false;
    }

    /** The text with each lone surrogate as a JSON escape; it must be quoted already. */
    public static String escapeLone(String quoted) {
        StringBuilder out = new StringBuilder(quoted.length() + 8);
        for (int i = 0; i < quoted.length(); i++) {
            char c = quoted.charAt(i);
            if (isLone(quoted, i)) {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static boolean isLone(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }
}
