package io.oblix.server.reply;

import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Ids for requests: unique enough to find one in a log, and cheaper than a UUID. They begin with the time, so that a later
 * one sorts behind an earlier one: an index of a database over them grows at its end, and costs the same however large it
 * is.
 */
public final class RequestIds {

    private static final char[] DIGITS = "0123456789abcdefghijklmnopqrstuv".toCharArray();
    private static final int BITS = 5;

    private static final String PREFIX = "req_";
    private static final int LENGTH = 20;

    /** Of them: milliseconds for a thousand years; the other 11 are random. */
    private static final int TIME_DIGITS = 9;

    private RequestIds() {}

    public static String next() {
        return at(System.currentTimeMillis());
    }

    static String at(long epochMillis) {
        char[] id = new char[LENGTH];
        write(epochMillis, id, 0, TIME_DIGITS);
        write(ThreadLocalRandom.current().nextLong(), id, TIME_DIGITS, id.length);
        return PREFIX + new String(id);
    }

    /** When it was made, to the millisecond; null for what is none of these ids. */
    public static @Nullable Instant time(String id) {
        if (id.length() != PREFIX.length() + LENGTH || !id.startsWith(PREFIX)) {
            return null;
        }
        long epochMillis = 0;
        for (int i = PREFIX.length(); i < id.length(); i++) {
            int digit = Character.digit(id.charAt(i), DIGITS.length);
            if (digit < 0) {
                return null;
            } else if (i < PREFIX.length() + TIME_DIGITS) {
                epochMillis = epochMillis << BITS | digit;
            }
        }
        return Instant.ofEpochMilli(epochMillis);
    }

    /** The lowest bits, the highest of them first. */
    private static void write(long bits, char[] id, int from, int to) {
        for (int i = to - 1; i >= from; i--) {
            id[i] = DIGITS[(int) (bits & (DIGITS.length - 1))];
            bits >>>= BITS;
        }
    }
}
