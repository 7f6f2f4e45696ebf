package io.oblix.dialect.messages;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * The names of tools as other APIs take them: at most 64 characters, where Anthropic's takes 128, which the names of MCP
 * servers fill. The same name always becomes the same one.
 */
final class ToolNames {

    private static final int MAX_LENGTH = 64;
    private static final int KEPT = 55;
    private static final int HASH_BYTES = 4;

    private final Map<String, String> bySent = new HashMap<>();

    String sent(String name) {
        if (name.length() <= MAX_LENGTH) {
            return name;
        }
        String shortened = name.substring(0, KEPT) + "_" + hash(name);
        bySent.put(shortened, name);
        return shortened;
    }

    private static String hash(String name) {
        try {
            byte[] whole = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(whole, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The client's names of those that were shortened. */
    Map<String, String> shortened() {
        return Map.copyOf(bySent);
    }
}
