package io.oblix.ledger;

import java.util.HashSet;
import java.util.Set;

/**
 * Names as the tables take them. Clients name models freely, and each name is a row of its own every hour, so beyond a
 * number of them all others are {@code other}. For one thread.
 */
final class Names {

    static final int MAX_KNOWN = 2_000;
    static final String OTHER = "other";

    private static final int MAX_LENGTH = 200;

    private final Set<String> known = new HashSet<>();

    String of(String text) {
        if (known.contains(text)) {
            return text;
        }
        // PostgreSQL takes no zero characters.
        String name = text.substring(0, Math.min(MAX_LENGTH, text.length())).replace("\0", "");
        if (!known.contains(name) && known.size() >= MAX_KNOWN) {
            return OTHER;
        }
        known.add(name);
        return name;
    }
}
