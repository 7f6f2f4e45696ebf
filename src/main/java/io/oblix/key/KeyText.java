package io.oblix.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A key as its caller sends it: how one is made, and its hash, which is all that is kept. */
public final class KeyText {

    /** Shorter keys are not looked for in names: placeholders such as {@code lm-studio} are words of names too. */
    public static final int SHORTEST = 12;

    private static final String PREFIX = "obx_";
    private static final int DIGITS = 40;
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /** A key that was made here, also with something behind it. */
    private static final Pattern ANYWHERE = Pattern.compile(PREFIX + "[0-9A-Za-z]{" + DIGITS + ",}");

    /** One for each event loop, as looking the algorithm up takes longer than the hash. */
    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(KeyText::newSha256);

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

    /** Whether it has the shape of those: nobody finds one that fits by trying. */
    public static boolean isRandom(String key) {
        return key.length() == PREFIX.length() + DIGITS
                && key.startsWith(PREFIX)
                && key.chars().skip(PREFIX.length()).allMatch(digit -> BASE62.indexOf(digit) >= 0);
    }

    /** Whether one stands anywhere in a text. */
    public static boolean isIn(String text) {
        return text.contains(PREFIX) && ANYWHERE.matcher(text).find();
    }

    /** A text that can be shown: of each of those the beginning is left. */
    public static String masked(String text) {
        return text.contains(PREFIX) ? ANYWHERE.matcher(text).replaceAll(PREFIX + "...") : text;
    }

    /** Whether this key stands in the name of something. */
    public static boolean isIn(String name, @Nullable String key) {
        return key != null && key.length() >= SHORTEST && name.contains(key);
    }

    /** In 64 hexadecimal digits. */
    public static String sha256(String key) {
        return HexFormat.of().formatHex(digest(key));
    }

    static byte[] digest(String key) {
        MessageDigest sha256 = SHA_256.get();
        byte[] hash = sha256.digest(key.getBytes(StandardCharsets.UTF_8));
        // It keeps the end of the key otherwise.
        sha256.reset();
        return hash;
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
