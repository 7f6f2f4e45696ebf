package io.oblix.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/** A key as its caller sends it: how one is made, and its hash, which is all that is kept. */
public final class KeyText {

    private static final String PREFIX = "obx_";
    private static final int DIGITS = 40;
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /** Copied for each key, as looking the algorithm up takes longer than the hash. */
    private static final MessageDigest SHA_256 = sha256();

    private KeyText() {}

    /** A key that cannot be guessed: {@code obx_} and 238 random bits. */
    public static String random() {
        SecureRandom random = new SecureRandom();
        StringBuilder key = new StringBuilder(PREFIX);
        for (int i = 0; i < DIGITS; i++) {
            key.append(BASE62.charAt(random.nextInt(BASE62.length())));
        }
        return key.toString();
    }

    /** In 64 hexadecimal digits. */
    public static String sha256(String key) {
        return HexFormat.of().formatHex(digest(key));
    }

    static byte[] digest(String key) {
        try {
            MessageDigest fresh = (MessageDigest) SHA_256.clone();
            return fresh.digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
