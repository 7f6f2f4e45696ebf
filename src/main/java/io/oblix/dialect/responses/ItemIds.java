package io.oblix.dialect.responses;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Ids of responses and items: a prefix, which OpenAI checks when an item comes back, and 32 hexadecimal digits. */
final class ItemIds {

    private static final int BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private ItemIds() {}

    static String next(String prefix) {
        byte[] random = new byte[BYTES];
        RANDOM.nextBytes(random);
        return prefix + HexFormat.of().formatHex(random);
    }

    /** Whether an id may be one of these; OpenAI's are longer. */
    static boolean isOurs(String id) {
        return id.length() - id.indexOf('_') - 1 == 2 * BYTES;
    }
}
