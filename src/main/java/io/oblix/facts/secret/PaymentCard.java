package io.oblix.facts.secret;

/**
 * Numbers of payment cards: the first digits of an issuer, its length, Luhn's check digit. Without separators only the
 * usual length of an issuer counts, so that long numbers of other kinds do not.
 */
final class PaymentCard {

    private static final int[] FOURS = {4, 4, 4, 4};
    private static final int[] FOURS_AND_THREE = {4, 4, 4, 4, 3};
    private static final int[] AMERICAN_EXPRESS = {4, 6, 5};
    private static final int[] DINERS = {4, 6, 4};

    private PaymentCard() {}

    /** Whether one begins with this group. */
    static boolean isAt(Figure figure, int group) {
        int length = figure.length(group);
        if (length >= 14 && length <= 19) {
            return figure.has(group, new int[] {length}, "") && isCard(figure.digits(group, 1));
        }
        if (length != 4) {
            return false;
        }
        String signs = figure.before(group + 1) == '-' ? "----" : "    ";
        if (figure.has(group, FOURS, signs)) {
            // One more group of four is a row of figures.
            int last = group + FOURS.length - 1;
            return figure.length(group - 1) != 4
                    && figure.length(last + 1) != 4
                    && !isHex(figure.text(), figure.start(group) - 5)
                    && !isHex(figure.text(), figure.start(last) + 5)
                    && (isCard(figure.digits(group, 4))
                            || (figure.has(group, FOURS_AND_THREE, signs) && isCard(figure.digits(group, 5))));
        }
        return (figure.has(group, AMERICAN_EXPRESS, signs) || figure.has(group, DINERS, signs))
                && isCard(figure.digits(group, 3));
    }

    /** Whether a word of four with a digit in it stands here, as in a dump of bytes. */
    private static boolean isHex(CharSequence text, int from) {
        int kinds = Chars.kind(Chars.at(text, from)) | Chars.kind(Chars.at(text, from + 1));
        kinds |= Chars.kind(Chars.at(text, from + 2)) | Chars.kind(Chars.at(text, from + 3));
        boolean four = Chars.end(text, Math.max(0, from), 5, Chars.WORD) == from + 4;
        return from >= 0 && four && (kinds & Chars.DIGIT) != 0;
    }

    private static boolean isCard(String digits) {
        return isOfAnIssuer(digits) && CheckDigits.luhn(digits);
    }

    private static boolean isOfAnIssuer(String digits) {
        int two = (int) CheckDigits.number(digits, 0, 2);
        int three = (int) CheckDigits.number(digits, 0, 3);
        int four = (int) CheckDigits.number(digits, 0, 4);
        return switch (digits.length()) {
            case 14 -> two == 36 || two == 38 || two == 39 || (three >= 300 && three <= 305);
            case 15 -> two == 34 || two == 37;
            case 16 ->
                two / 10 == 4
                        || (two >= 51 && two <= 55)
                        || (four >= 2221 && four <= 2720)
                        || four == 6011
                        || two == 65
                        || (three >= 644 && three <= 649)
                        || (four >= 3528 && four <= 3589)
                        || two == 62;
            case 19 -> two == 62;
            default -> false;
        };
    }
}
