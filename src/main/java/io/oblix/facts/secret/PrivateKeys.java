package io.oblix.facts.secret;

/** Private keys in their text forms: PEM, OpenSSH, PGP, SSH2 and PuTTY. A header alone, as in a program, is none. */
final class PrivateKeys {

    /** The longest header line that is read; the longest in use is {@code BEGIN SSH2 ENCRYPTED PRIVATE KEY}. */
    private static final int MAX_HEADER = 48;

    /** The header lines of an old PEM or a PGP block are shorter. */
    private static final int MAX_BEFORE_BODY = 600;

    /** A key for Ed25519, the shortest one, has 64 characters of base64. */
    private static final int LEAST_BODY = 40;

    private static final int LEAST_DISTINCT = 10;
    private static final String BEGIN = "BEGIN ";
    private static final String NAME = "PRIVATE KEY";

    private PrivateKeys() {}

    /** @param at behind the four or five dashes that begin a header line */
    static boolean beginAt(CharSequence text, int at) {
        int begin = Chars.at(text, at) == ' ' ? at + 1 : at;
        if (!Chars.startsWith(text, begin, BEGIN)) {
            return false;
        }
        int last = Math.min(text.length(), begin + MAX_HEADER);
        boolean named = false;
        for (int i = begin + BEGIN.length(); i < last; i++) {
            char c = text.charAt(i);
            if (c == 'P' && Chars.startsWith(text, i, NAME)) {
                named = true;
            } else if (c == '-') {
                return named && hasBody(text, Chars.end(text, i, MAX_HEADER, Chars.DASH));
            } else if (c != ' ' && !Chars.is(c, Chars.UPPER | Chars.DIGIT)) {
                return false;
            }
        }
        return false;
    }

    /** {@code Private-Lines: 1}, of a file of PuTTY's; what follows it is the key. */
    static boolean isPuttys(CharSequence text, int from, int to) {
        return to - from == 13 && Chars.startsWith(text, from, "Private-Lines:") && hasBody(text, to + 1);
    }

    /** Whether a long run of base64 follows, before the line that ends the block. */
    private static boolean hasBody(CharSequence text, int from) {
        int last = Math.min(text.length(), from + MAX_BEFORE_BODY);
        int i = from;
        while (i < last) {
            int end = Chars.end(text, i, LEAST_BODY, Chars.BASE64);
            if (end - i == LEAST_BODY) {
                return Chars.distinct(text, i, end) >= LEAST_DISTINCT;
            }
            if (Chars.startsWith(text, end, "----")) {
                return false;
            }
            i = end + 1;
        }
        return false;
    }
}
