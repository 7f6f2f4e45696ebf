package io.oblix.dialect.responses;

import io.oblix.server.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The client that asks.
 *
 * @param key what tells callers apart: the name of its key, or where none is asked for a hash of what it sends as one;
 *     empty without one
 * @param isCodex whether it is Codex, in any of its programs
 */
record Asker(String key, boolean isCodex) {

    /** The last one is that of Azure's clients. */
    private static final List<String> KEYS = List.of("authorization", "x-api-key", "api-key");

    static Asker of(HttpRequest http) {
        String caller = http.use().key().name();
        boolean codex = false;
        for (String name : http.headers("originator")) {
            codex |= name.startsWith("codex");
        }
        return new Asker(caller.isEmpty() ? sent(http) : "key " + caller, codex);
    }

    private static String sent(HttpRequest http) {
        List<String> keys = new ArrayList<>(1);
        KEYS.forEach(name -> keys.addAll(http.headers(name)));
        return keys.isEmpty() ? "" : hash(String.join(",", keys));
    }

    private static String hash(String key) {
        try {
            byte[] whole = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(whole);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
