package io.oblix.facts.secret;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Keys of several tokens with dots or other signs between: web tokens, SendGrid's, Google's, Discord's, Telegram's. */
final class DottedKeys {

    private static final int MAX_PART = 8_192;

    /** The head of a web token says little more than its algorithm. */
    private static final int MAX_HEAD = 1_024;

    /** Of 60 random characters, about 40 differ. */
    private static final int LEAST_DISTINCT = 20;

    private DottedKeys() {}

    /** Whether a key begins with this token. */
    static boolean beginAt(CharSequence text, int from, int to) {
        char next = Chars.at(text, to);
        return switch (text.charAt(from)) {
            case 'e' -> next == '.' && isWebToken(text, from, to);
            case 'S' -> next == '.' && to - from == 2 && text.charAt(from + 1) == 'G' && isSendGrid(text, to + 1);
            case 'y' -> next == '.' && Chars.startsWith(text, from, "ya29.") && isRandom(text, to + 1, 60);
            case 'h' -> next == '.' && Chars.startsWith(text, from, "hvs.") && isRandom(text, to + 1, 90);
            case 'A' -> isTelegram(text, from, to);
            case 'M', 'N', 'O' -> next == '.' && isDiscord(text, from, to);
            default -> false;
        };
    }

    private static int part(CharSequence text, int from) {
        return Chars.end(text, from, MAX_PART, Chars.TOKEN) - from;
    }

    /** Of so many characters, and well mixed. */
    private static boolean isRandom(CharSequence text, int from, int least) {
        int length = part(text, from);
        return length >= least && Chars.distinct(text, from, from + least) >= LEAST_DISTINCT;
    }

    /** A signed one (RFC 7519): its head names an algorithm, and its signature is there. */
    private static boolean isWebToken(CharSequence text, int from, int to) {
        if (!Chars.startsWith(text, from, "eyJ") || to - from > MAX_HEAD || !Chars.startsWith(text, to, ".eyJ")) {
            return false;
        }
        int payloadEnd = to + 1 + part(text, to + 1);
        return Chars.at(text, payloadEnd) == '.'
                && part(text, payloadEnd + 1) >= 20
                && decoded(text, from, to).contains("\"alg\"");
    }

    private static boolean isSendGrid(CharSequence text, int from) {
        int id = part(text, from);
        return id == 22 && Chars.at(text, from + id) == '.' && part(text, from + id + 1) == 43;
    }

    /** The number of a bot stands before the colon. */
    private static boolean isTelegram(CharSequence text, int from, int to) {
        int number = from - 1;
        if (to - from != 35 || text.charAt(from + 1) != 'A' || Chars.at(text, number) != ':') {
            return false;
        }
        int digits = 0;
        while (digits < 11 && Chars.is(Chars.at(text, number - 1 - digits), Chars.DIGIT)) {
            digits++;
        }
        return digits >= 8 && digits <= 10;
    }

    /** The number of a bot in base64, a time, and a signature. */
    private static boolean isDiscord(CharSequence text, int from, int to) {
        int length = to - from;
        if (length < 23 || length > 28 || part(text, to + 1) != 6 || Chars.at(text, to + 7) != '.') {
            return false;
        }
        int signature = part(text, to + 8);
        return signature >= 27
                && signature <= 40
                && decoded(text, from, to).chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static String decoded(CharSequence text, int from, int to) {
        try {
            byte[] bytes =
                    Base64.getUrlDecoder().decode(text.subSequence(from, to).toString());
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException none) {
            return "-";
        }
    }
}
