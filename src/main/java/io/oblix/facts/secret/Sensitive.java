package io.oblix.facts.secret;

/**
 * Whether texts hold secrets or personal data. One pass over each text: a character that can begin nothing costs one look
 * at a table; what may begin something is handed to a check that reads a bounded number of characters further. For one
 * thread.
 */
public final class Sensitive {

    /** Shorter words without digits are no keys and no ids. */
    private static final int LONG_WORD = 9;

    private boolean secrets;
    private boolean personalData;

    /** Whether personal data is still looked for. */
    private boolean personal;

    /** Before it, {@code @} is part of a URL. */
    private int addressesFrom;

    private final Figure figure = new Figure();
    private CharSequence text = "";
    private NamedKeys names = new NamedKeys();

    /** Whether a key, a token or a password was seen. */
    public boolean hasSecrets() {
        return secrets;
    }

    /** Whether an address, a telephone number, an account or a number of a person was seen. */
    public boolean hasPersonalData() {
        return personalData;
    }

    /** Looks at one more text. */
    public void look(CharSequence next) {
        look(next, true);
    }

    /** Looks at one more text, in which personal data does not count. */
    public void lookForSecrets(CharSequence next) {
        look(next, false);
    }

    private void look(CharSequence next, boolean both) {
        text = next;
        personal = both && !personalData;
        names = new NamedKeys();
        addressesFrom = 0;
        int i = 0;
        int length = next.length();
        while (i < length && (!secrets || personal)) {
            int kind = Chars.kind(next.charAt(i));
            if ((kind & Chars.TOKEN) != 0) {
                i = token(i);
            } else {
                if ((kind & Chars.MARK) != 0) {
                    mark(i);
                }
                i++;
            }
        }
        text = "";
    }

    /** @return where to go on */
    private int token(int at) {
        int begin = Chars.isEscape(text, at) ? at + 1 : at;
        int dashes = Chars.end(text, begin, text.length(), Chars.DASH);
        // A sixth is of a line that a diff takes away.
        if (dashes - begin >= 4 && dashes - begin <= 6) {
            secrets |= PrivateKeys.beginAt(text, dashes);
        }
        int from = Chars.end(text, dashes, text.length(), Chars.DASH | Chars.UNDERSCORE);
        int kinds = 0;
        int to = from;
        int length = text.length();
        while (to < length) {
            int kind = Chars.kind(text.charAt(to)) & Chars.TOKEN;
            if (kind == 0) {
                break;
            }
            kinds |= kind;
            to++;
        }
        if ((kinds & Chars.LETTER) != 0) {
            // Most words are short, and few short ones begin anything.
            if (to - from >= LONG_WORD || (kinds & Chars.DIGIT) != 0 || Chars.at(text, to) == '.') {
                word(from, to);
            }
        } else if (personal && (kinds & Chars.DIGIT) != 0) {
            return Math.max(to, figure(from));
        }
        return Math.max(to, begin);
    }

    /** @return where it ends */
    private int figure(int from) {
        boolean whole = figure.read(text, from) && figure.isLongEnough();
        for (int group = 0; whole && personal && group < figure.count(); group++) {
            found(PaymentCard.isAt(figure, group)
                    || NationalIds.isAt(figure, group)
                    || PhoneNumber.isAt(figure, group));
        }
        return figure.end();
    }

    private void word(int from, int to) {
        secrets |= KeyFormats.fit(text, from, to)
                || DottedKeys.beginAt(text, from, to)
                || names.beginAt(text, from, to)
                || NamedKeys.isAzures(text, from, to)
                || PrivateKeys.isPuttys(text, from, to);
        if (personal) {
            found(Iban.beginsAt(text, from) || LetteredIds.is(text, from, to));
        }
    }

    private void found(boolean ofAPerson) {
        personalData |= ofAPerson;
        personal &= !ofAPerson;
    }

    private void mark(int at) {
        char mark = text.charAt(at);
        if (mark == ':' && Chars.startsWith(text, at, "://")) {
            int end = UrlSecrets.authorityEnd(text, at + 3);
            secrets |= UrlSecrets.areIn(text, at + 3, end);
            addressesFrom = end;
        } else if (mark == '~') {
            secrets |= NamedKeys.isAroundTilde(text, at);
        } else if (personal && mark == '@' && at >= addressesFrom) {
            found(EmailAddress.isAround(text, at));
        } else if (personal && mark == '+' && Chars.is(Chars.at(text, at + 1), Chars.DIGIT)) {
            found(PhoneNumber.isAfterPlus(text, at));
        } else if (personal && mark == '(' && Chars.is(Chars.at(text, at + 1), Chars.DIGIT)) {
            found(PhoneNumber.isInBrackets(text, at, figure));
        }
    }
}
