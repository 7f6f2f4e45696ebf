package io.oblix.facts.secret;

/** National ids with letters: of Spain, Finland, Italy, and of France for people born in Corsica. */
final class LetteredIds {

    private static final String SPANISH = "TRWAGMYFPDXBNJZSQVHLCKE";
    private static final String FINNISH = "0123456789ABCDEFHJKLMNPRSTUVWXY";
    private static final String FINNISH_CENTURIES = "-ABCDEFYXWVU";
    private static final String ITALIAN_MONTHS = "ABCDEHLMPRST";

    /** The letters that stand for digits where two people would have the same code. */
    private static final String ITALIAN_DIGITS = "LMNPQRSTUV";

    /** What the characters in the odd places count, digits and letters A to Z. */
    private static final int[] ITALIAN_ODD = {
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23
    };

    private LetteredIds() {}

    static boolean is(CharSequence text, int from, int to) {
        int length = to - from;
        if (length < 9 || length > 16 || GLUE.indexOf(Chars.at(text, from - 1)) >= 0) {
            return false;
        }
        return switch (length) {
            case 9, 10 -> isSpanish(text, from, to);
            case 11 -> isFinnish(text, from) || isSpanish(text, from, to);
            case 15 -> isCorsican(text, from, to);
            case 16 -> isItalian(text, from);
            default -> false;
        };
    }

    private static final String GLUE = "./+#$\\@&=-_";

    /** DNI, {@code 12345678Z}, and NIE, {@code X1234567L}; with or without dashes. */
    private static boolean isSpanish(CharSequence text, int from, int to) {
        int number = 0;
        int places = 0;
        for (int i = from; i < to - 1; i++) {
            char c = text.charAt(i);
            int digit = places == 0 && c >= 'X' && c <= 'Z' ? c - 'X' : c - '0';
            boolean dash = c == '-' && (i == to - 2 || (i == from + 1 && text.charAt(from) > '9'));
            if (!dash) {
                if (digit < 0 || digit > 9) {
                    return false;
                }
                number = number * 10 + digit;
                places++;
            }
        }
        return places == 8 && text.charAt(to - 1) == SPANISH.charAt(number % SPANISH.length());
    }

    /** {@code DDMMYY}, a sign for the century, three digits, and the remainder modulo 31 as a character. */
    private static boolean isFinnish(CharSequence text, int from) {
        if (!Chars.areAll(text, from, from + 6, Chars.DIGIT)
                || !Chars.areAll(text, from + 7, from + 10, Chars.DIGIT)
                || FINNISH_CENTURIES.indexOf(text.charAt(from + 6)) < 0) {
            return false;
        }
        String digits = text.subSequence(from, from + 6).toString() + text.subSequence(from + 7, from + 10);
        return CheckDigits.isDay((int) CheckDigits.number(digits, 2, 4), (int) CheckDigits.number(digits, 0, 2))
                && text.charAt(from + 10) == FINNISH.charAt((int) (CheckDigits.number(digits, 0, 9) % 31));
    }

    /** The codice fiscale: letters of both names, a day of birth, a place, and a check letter. */
    private static boolean isItalian(CharSequence text, int from) {
        int sum = 0;
        for (int i = 0; i < 15; i++) {
            char c = text.charAt(from + i);
            boolean letter = i < 6 || i == 8 || i == 11;
            boolean fits =
                    letter ? Chars.is(c, Chars.UPPER) : Chars.is(c, Chars.DIGIT) || ITALIAN_DIGITS.indexOf(c) >= 0;
            if (!fits) {
                return false;
            }
            int value = c <= '9' ? c - '0' : c - 'A';
            sum += i % 2 == 0 ? ITALIAN_ODD[value] : value;
        }
        return ITALIAN_MONTHS.indexOf(text.charAt(from + 8)) >= 0 && text.charAt(from + 15) == 'A' + sum % 26;
    }

    /** The department is 2A or 2B, which count as 19 and 18. */
    private static boolean isCorsican(CharSequence text, int from, int to) {
        char island = text.charAt(from + 6);
        if ((island != 'A' && island != 'B') || text.charAt(from + 5) != '2') {
            return false;
        }
        String head = text.subSequence(from, from + 5).toString();
        String tail = text.subSequence(from + 7, to).toString();
        String digits = head + (island == 'A' ? "19" : "18") + tail;
        return digits.chars().allMatch(c -> c >= '0' && c <= '9') && NationalIds.isFrench(digits);
    }
}
