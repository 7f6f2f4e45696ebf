package io.oblix.facts.secret;

/**
 * Telephone numbers: in the international form, of a length that their country has; in the North American form; in
 * brackets; or in any form beside a word such as "phone". The numbers that are kept for fiction (555-0100 to 0199) are no
 * one's.
 */
final class PhoneNumber {

    private static final int NEAR = 24;
    private static final int MAX_DIGITS = 15;
    private static final int[] NORTH_AMERICAN = {3, 3, 4};
    private static final int[] WITH_COUNTRY = {1, 3, 3, 4};
    private static final Nearby WORDS = new Nearby(
            NEAR,
            "tel:",
            "tel.",
            "tel ",
            "telef",
            "telep",
            "télép",
            "teléf",
            "phone",
            "mobil",
            "móvil",
            "handy",
            "cell:",
            "cell phone",
            "cellphone",
            "celular",
            "whatsapp",
            "fax",
            "rufnummer",
            "puhelin",
            "gsm",
            "call me",
            "reach me",
            "text me",
            "ring me");
    private static final Nearby OTHERS = new Nearby(
            NEAR,
            "order",
            "invoice",
            "ticket",
            "case",
            "ref",
            "tracking",
            "sku",
            "isbn",
            "part",
            "model",
            "serial",
            "version",
            "bestell",
            "rechnung",
            "article",
            "artikel",
            "item",
            "build");

    private PhoneNumber() {}

    /** Whether one begins with this group of a figure. */
    static boolean isAt(Figure figure, int group) {
        return isNorthAmerican(figure, group) || (group == 0 && isNamed(figure));
    }

    private static boolean isNorthAmerican(Figure figure, int group) {
        int at = figure.has(group, WITH_COUNTRY, "---") && figure.first(group) == '1' ? group + 1 : group;
        boolean shaped =
                at > group || figure.has(group, NORTH_AMERICAN, "--") || figure.has(group, NORTH_AMERICAN, "..");
        return shaped
                && figure.first(at) > '1'
                && isNorthAmerican(figure.digits(at, 3))
                && !OTHERS.isBefore(figure.text(), figure.start(group));
    }

    /** Neither the area nor the exchange begins with 0 or 1; 555-01xx is kept for fiction. */
    private static boolean isNorthAmerican(String digits) {
        return digits.charAt(0) > '1' && digits.charAt(3) > '1' && !digits.startsWith("55501", 3);
    }

    private static boolean isNamed(Figure figure) {
        // A colon behind: a time of day.
        if (figure.count() > 6 || Chars.at(figure.text(), figure.end()) == ':') {
            return false;
        }
        int length = 0;
        for (int i = 0; i < figure.count(); i++) {
            if (i > 0 && figure.length(i) == 1) {
                return false;
            }
            length += figure.length(i);
        }
        if (length < 8 || length > 12 || (length == 8 && figure.count() < 3)) {
            return false;
        }
        char first = figure.first(0);
        boolean possible = first == '0'
                || (figure.count() > 1 && !isFraction(figure))
                || (length == 9 && first >= '5')
                || (length == 10 && isNorthAmerican(figure.digits(0, figure.count())));
        return possible && WORDS.isBefore(figure.text(), figure.start(0));
    }

    /** {@code 353207.547} */
    private static boolean isFraction(Figure figure) {
        return figure.count() == 2 && figure.before(1) == '.';
    }

    /**
     * {@code (415) 555-2671}, {@code (11) 98765-4321}, {@code (030) 1234567}.
     *
     * @param at where the bracket opens
     */
    static boolean isInBrackets(CharSequence text, int at, Figure rest) {
        int close = Chars.end(text, at + 1, 6, Chars.DIGIT);
        int area = close - at - 1;
        if (area < 2 || area > 5 || Chars.at(text, close) != ')' || Chars.is(Chars.before(text, at), Chars.TOKEN)) {
            return false;
        }
        int next = Chars.at(text, close + 1) == ' ' ? close + 2 : close + 1;
        if (!Chars.is(Chars.at(text, next), Chars.DIGIT) || !rest.read(text, next)) {
            return false;
        }
        boolean fourLast = rest.length(1) == 4 && rest.length(2) == 0 && rest.before(1) == '-';
        String code = text.subSequence(at + 1, close).toString();
        if (code.charAt(0) == '0') {
            return area >= 3 && rest.count() == 1 && rest.length(0) >= 5 && rest.length(0) <= 9;
        }
        return fourLast
                && (area == 3
                        ? rest.length(0) == 3
                                && code.charAt(0) > '1'
                                && !rest.digits(0, 2).startsWith("55501")
                        : area == 2 && (rest.length(0) == 5 || rest.length(0) == 4));
    }

    /**
     * In the international form.
     *
     * @param plus where the sign is
     */
    static boolean isAfterPlus(CharSequence text, int plus) {
        if (Chars.is(Chars.before(text, plus), Chars.TOKEN | Chars.BASE64_SIGN | Chars.PADDING)) {
            return false;
        }
        StringBuilder digits = new StringBuilder(MAX_DIGITS);
        int longest = 0;
        int group = 0;
        int groups = 0;
        boolean dots = false;
        int i = plus + 1;
        while (digits.length() <= MAX_DIGITS) {
            char c = Chars.at(text, i);
            if (Chars.is(c, Chars.DIGIT)) {
                digits.append(c);
                group++;
            } else {
                longest = Math.max(longest, group);
                groups++;
                if (Chars.is(c, Chars.LETTER | Chars.UNDERSCORE)) {
                    return false;
                }
                boolean fraction = dots && groups == 2;
                if (group > 0 && !fraction && CallingCodes.fit(digits, longest)) {
                    return true;
                }
                dots |= c == '.';
                int next = Chars.at(text, i + 1) == '(' || (c == ')' && Chars.at(text, i + 1) == ' ') ? i + 2 : i + 1;
                if ("-. /()\u00A0".indexOf(c) < 0 || !Chars.is(Chars.at(text, next), Chars.DIGIT)) {
                    return false;
                }
                group = 0;
                i = next - 1;
            }
            i++;
        }
        return false;
    }
}
