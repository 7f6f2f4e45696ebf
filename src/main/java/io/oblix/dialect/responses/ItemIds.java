package io.oblix.dialect.responses;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Ids of responses and items: a prefix, which OpenAI checks when an item comes back, and 32 hexadecimal digits. */
final class ItemIds {

    private static final int BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Random bytes for the next ids: drawn one id at a time, they cost half as much again. */
    private static final byte[] AHEAD = new byte[64 * BYTES];

    private static int used = AHEAD.length;

    private ItemIds() {}

    static String next(String prefix) {
        return prefix + digits();
    }

    private static synchronized String digits() {
        if (used == AHEAD.length) {
            RANDOM.nextBytes(AHEAD);
            used = 0;
        }
        used += BYTES;
        return HexFormat.of().formatHex(AHEAD, used - BYTES, used);
    }

    /** Whether an id may be one of these; OpenAI's are longer. */
    static boolean isOurs(String id) {
        return id.length() - id.indexOf('_') - 1 == 2 * BYTES;
    }
}
