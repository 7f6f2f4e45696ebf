package io.oblix.telemetry;

/**
 * A scrape without the label {@code key} where it is empty. All series of a name have the same labels, so ours always have
 * one for the caller's key; to Prometheus an empty label is none, and without a file of keys people should not see it.
 */
final class WithoutEmptyKeys {

    private static final String EMPTY = "key=\"\"";

    private WithoutEmptyKeys() {}

    /** A label's value cannot be mistaken for one: quotes inside it are escaped. */
    static String of(String scrape) {
        return scrape.contains(EMPTY) ? scrape.replace("," + EMPTY, "").replace("{" + EMPTY + ",", "{") : scrape;
    }
}
