package io.oblix.ledger;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * Names as the tables take them. Clients name models freely, and each name is a row of its own every hour, so beyond a
 * number of them all other models are {@code other}. Models that never did anything get half of that number only: made-up
 * names leave room for those that cost money. For one thread.
 */
final class Names {

    static final int MAX_KNOWN = 2_000;
    static final String OTHER = "other";

    private static final int MAX_LENGTH = 200;

    private final Set<String> known = new HashSet<>();

    /** A name that comes from the operator's files, or from a list of ours: of those there are not too many. */
    static String of(String text) {
        if (isPlain(text)) {
            return text;
        }
        String name = text.substring(0, Math.min(MAX_LENGTH, text.length()));
        // PostgreSQL takes no zero characters. Half of a surrogate pair becomes a question mark on the way there, and
        // names that differ before must not be the same one then.
        return new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).replace("\0", "");
    }

    /** Most names are, and take no work then. */
    private static boolean isPlain(String text) {
        if (text.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == 0 || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    /** @param works whether the model has been seen to answer */
    String model(String text, boolean works) {
        String name = of(text);
        if (!known.contains(name)) {
            if (known.size() >= (works ? MAX_KNOWN : MAX_KNOWN / 2)) {
                return OTHER;
            }
            known.add(name);
        }
        return name;
    }
}
