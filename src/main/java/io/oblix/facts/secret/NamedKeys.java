package io.oblix.facts.secret;

import java.util.Locale;
import java.util.Map;

/** Keys whose own form says little, beside the name or the id that says what they are. */
final class NamedKeys {

    /** From an id to its secret, in characters: they stand in one file of settings, or one answer of a tool. */
    private static final int NEAR = 300;

    private static final int AWS_SECRET = 40;
    private static final int TWILIO_SECRET = 32;
    private static final int LEAST_DISTINCT = 10;
    private static final int LONGEST_NAME = 24;

    /** Quotes, an equals sign, spaces between a name and its value. */
    private static final int MAX_BETWEEN = 8;

    /** The lengths of the values in base64, by the name in small letters without underscores. */
    private static final Map<String, Integer> NAMES = Map.of(
            "awssecretaccesskey", AWS_SECRET, "secretaccesskey", AWS_SECRET, "accountkey", 88, "sharedaccesskey", 44);

    private int searchedTo;

    /** Whether this token names or identifies a key that stands beside it. For the tokens of a text in their order. */
    boolean beginAt(CharSequence text, int from, int to) {
        int length = to - from;
        char first = text.charAt(from);
        if (length == 20 && first == 'A' && isAwsId(text, from, to)) {
            return isNear(text, from, to, AWS_SECRET, Chars.WORD | Chars.BASE64_SIGN);
        }
        if (length == 34 && isTwilioId(text, from, to)) {
            return isNear(text, from, to, TWILIO_SECRET, Chars.WORD);
        }
        boolean maybe = first == 'a' || first == 'A' || first == 's' || first == 'S';
        return maybe && length >= 10 && length <= LONGEST_NAME && isNamed(text, from, to);
    }

    private static boolean isAwsId(CharSequence text, int from, int to) {
        return (Chars.startsWith(text, from, "AKIA") || Chars.startsWith(text, from, "ASIA"))
                && Chars.areAll(text, from, to, Chars.UPPER | Chars.DIGIT);
    }

    private static boolean isTwilioId(CharSequence text, int from, int to) {
        return (Chars.startsWith(text, from, "AC") || Chars.startsWith(text, from, "SK"))
                && Chars.areHex(text, from + 2, to);
    }

    /** Looks around an id; what was searched for the id before is not searched again, so that the work stays linear. */
    private boolean isNear(CharSequence text, int from, int to, int length, int kinds) {
        int i = Math.max(from - NEAR, Math.min(searchedTo, from));
        int last = Math.min(text.length(), to + NEAR);
        i = i == 0 ? 0 : Chars.end(text, i, length + 1, kinds);
        while (i < last) {
            i = Chars.isEscape(text, i) ? i + 1 : i;
            int end = Chars.end(text, i, length + 1, kinds);
            if (end - i == length && isRandom(text, i, end)) {
                return true;
            }
            i = end + 1;
        }
        searchedTo = last;
        return false;
    }

    private static boolean isRandom(CharSequence text, int from, int to) {
        int kinds = 0;
        for (int i = from; i < to; i++) {
            kinds |= Chars.kind(text.charAt(i));
        }
        boolean mixed = to - from == AWS_SECRET
                ? (kinds & Chars.UPPER) != 0 && (kinds & Chars.LOWER) != 0
                : (kinds & Chars.DIGIT) != 0 && (kinds & Chars.LETTER) != 0;
        return mixed && Chars.distinct(text, from, to) >= LEAST_DISTINCT;
    }

    private static boolean isNamed(CharSequence text, int from, int to) {
        String name = text.subSequence(from, to).toString().replace("_", "").toLowerCase(Locale.ROOT);
        Integer length = NAMES.get(name);
        if (length == null) {
            return false;
        }
        int value = to;
        while (value < to + MAX_BETWEEN && " \t\"':=>\\".indexOf(Chars.at(text, value)) >= 0) {
            value++;
        }
        int end = Chars.end(text, value, length + 1, Chars.BASE64);
        return value > to && end - value == length && Chars.distinct(text, value, end) >= LEAST_DISTINCT;
    }

    /** Microsoft Entra's: three characters, a digit, {@code Q~}, and 31 to 34 more. */
    static boolean isAroundTilde(CharSequence text, int tilde) {
        boolean begins = Chars.at(text, tilde - 1) == 'Q' && Chars.is(Chars.at(text, tilde - 2), Chars.DIGIT);
        for (int i = tilde - 5; begins && i < tilde - 2; i++) {
            begins = isOfEntra(Chars.at(text, i));
        }
        if (!begins) {
            return false;
        }
        int end = tilde + 1;
        while (end - tilde < 40 && isOfEntra(Chars.at(text, end))) {
            end++;
        }
        int length = end - tilde - 1;
        return length >= 31 && length <= 35 && Chars.distinct(text, tilde + 1, end) >= LEAST_DISTINCT;
    }

    private static boolean isOfEntra(char c) {
        return c == '~' || c == '.' || Chars.is(c, Chars.TOKEN);
    }

    /** Azure's newer keys: 84 letters and digits with a mark in their middle. */
    static boolean isAzures(CharSequence text, int from, int to) {
        return to - from == 84
                && Chars.startsWith(text, from + 52, "JQQJ99")
                && Chars.areAll(text, from, to, Chars.WORD);
    }
}
