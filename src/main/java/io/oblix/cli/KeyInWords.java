package io.oblix.cli;

import io.oblix.key.Budget;
import io.oblix.key.Key;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a key may do, in one line for people. */
final class KeyInWords {

    private KeyInWords() {}

    static String of(Key key) {
        List<String> parts = new ArrayList<>();
        Instant expires = key.expires();
        if (expires != null) {
            parts.add((expires.isAfter(Instant.now()) ? "expires " : "EXPIRED ") + expires);
        }
        for (Key.Hash hash : key.hashes()) {
            Instant until = hash.until();
            if (until != null && until.isAfter(Instant.now())) {
                parts.add("the key before goes on until " + until);
            }
        }
        if (key.admin()) {
            parts.add("admin");
        }
        parts.add("policies " + (key.policies().isEmpty() ? "all" : String.join(",", key.policies())));
        parts.add("models " + (key.models().isEmpty() ? "all" : String.join(",", key.models())));
        limit(parts, key.limits().requestsPerMinute(), " requests/minute");
        limit(parts, key.limits().tokensPerMinute(), " tokens/minute");
        limit(parts, key.limits().concurrentRequests(), " at a time");
        budget(parts, key.budget().dayMicroUsd(), " a day");
        budget(parts, key.budget().monthMicroUsd(), " a month");
        if (key.localOnly()) {
            parts.add("local-only");
        }
        return String.join("; ", parts);
    }

    private static void limit(List<String> parts, int limit, String what) {
        if (limit > 0) {
            parts.add(limit + what);
        }
    }

    private static void budget(List<String> parts, long microUsd, String what) {
        if (microUsd != Budget.UNLIMITED) {
            parts.add(String.format("$%.2f", microUsd / 1e6) + what);
        }
    }
}
