package io.oblix.server;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;

/** The keys in the headers of a request: what clients of each API send, at most four. */
final class SentKeys {

    private static final String BEARER = "bearer ";
    private static final CharSequence X_API_KEY = HttpHeaders.createOptimized("x-api-key");

    /** Of Azure's clients. */
    private static final CharSequence API_KEY = HttpHeaders.createOptimized("api-key");

    private SentKeys() {}

    static List<String> of(MultiMap headers) {
        List<String> sent = new ArrayList<>(1);
        for (String value : all(headers, HttpHeaders.AUTHORIZATION)) {
            if (value.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
                add(sent, value.substring(BEARER.length()));
            }
        }
        all(headers, X_API_KEY).forEach(value -> add(sent, value));
        all(headers, API_KEY).forEach(value -> add(sent, value));
        return sent;
    }

    private static List<String> all(MultiMap headers, CharSequence name) {
        return headers.contains(name) ? headers.getAll(name) : List.of();
    }

    private static void add(List<String> sent, String value) {
        String key = value.strip();
        if (!key.isEmpty() && sent.size() < 4) {
            sent.add(key);
        }
    }
}
