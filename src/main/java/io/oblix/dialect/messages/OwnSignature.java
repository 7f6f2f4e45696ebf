package io.oblix.dialect.messages;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * The signature of thinking that is not Claude's. Clients require one and send it back unchanged. It is a hash of the text
 * where the client has the text, and else the text itself, compressed, because some models want their thinking back while
 * they call tools. It proves nothing and hides nothing: the conversation is the client's own. Claude must never see it.
 */
public final class OwnSignature {

    private static final String HASH = "oblix1.";
    private static final String TEXT = "oblix1z.";

    /** Clients keep signatures of 160 kB; a longer text is not worth the way. */
    private static final int MAX_TEXT_BYTES = 64 * 1024;

    private static final int HASH_BYTES = 12;

    private OwnSignature() {}

    /** @param shown whether the client has the text anyway */
    static String of(String text, boolean shown) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return shown || utf8.length > MAX_TEXT_BYTES ? HASH + hash(utf8) : TEXT + base64(deflated(utf8));
    }

    /** Whether Claude would reject it: it is one of ours, or none. */
    public static boolean isForeignToClaude(@Nullable String signature) {
        return signature == null || signature.isBlank() || signature.startsWith(HASH) || signature.startsWith(TEXT);
    }

    /** The text of a block of thinking in a conversation; null where it has none that can be read. */
    static @Nullable String text(JsonNode block) {
        String text = Json.text(block, "thinking");
        if (text != null && !text.isEmpty()) {
            return text;
        }
        String signature = Json.text(block, "signature");
        return signature != null && signature.startsWith(TEXT) ? inflated(signature.substring(TEXT.length())) : null;
    }

    private static String hash(byte[] bytes) {
        try {
            byte[] whole = MessageDigest.getInstance("SHA-256").digest(bytes);
            return base64(Arrays.copyOf(whole, HASH_BYTES));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] deflated(byte[] bytes) {
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(bytes);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2 + 16);
            byte[] buffer = new byte[4096];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    /** Null for what is not ours, or longer than ours can be. */
    private static @Nullable String inflated(String base64) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(Base64.getUrlDecoder().decode(base64));
            byte[] text = new byte[MAX_TEXT_BYTES];
            int length = 0;
            int read;
            while (length < text.length && (read = inflater.inflate(text, length, text.length - length)) > 0) {
                length += read;
            }
            return inflater.finished() ? new String(text, 0, length, StandardCharsets.UTF_8) : null;
        } catch (IllegalArgumentException | DataFormatException forged) {
            return null;
        } finally {
            inflater.end();
        }
    }
}
