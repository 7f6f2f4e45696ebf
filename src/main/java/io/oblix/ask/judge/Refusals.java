package io.oblix.ask.judge;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The phrases with which models begin to decline, from {@code refusals.txt}. Only the beginning of an answer counts: the
 * same words later on may well be a part of a good one.
 */
final class Refusals {

    private static final List<String> PHRASES = phrases();
    private static final int LONGEST =
            PHRASES.stream().mapToInt(String::length).max().orElse(0);

    private Refusals() {}

    private static List<String> phrases() {
        try (InputStream in = Refusals.class.getResourceAsStream("refusals.txt")) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks refusals.txt");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Refusals::plain)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static boolean begins(CharSequence answer) {
        String start = start(answer);
        return PHRASES.stream().anyMatch(start::startsWith);
    }

    /** Whether an answer that begins like this may still turn out to decline. */
    static boolean mayBegin(CharSequence answer) {
        String start = start(answer);
        return PHRASES.stream().anyMatch(phrase -> start.startsWith(phrase) || phrase.startsWith(start));
    }

    private static String start(CharSequence answer) {
        int from = 0;
        while (from < answer.length()
                && (Character.isWhitespace(answer.charAt(from)) || "\"'*_".indexOf(answer.charAt(from)) >= 0)) {
            from++;
        }
        return plain(answer.subSequence(from, Math.min(answer.length(), from + LONGEST))
                .toString());
    }

    private static String plain(String text) {
        return text.toLowerCase(Locale.ROOT).replace('\u2019', '\'');
    }
}
