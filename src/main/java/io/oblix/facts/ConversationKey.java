package io.oblix.facts;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.ChatRequest;
import io.oblix.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Which conversation a request belongs to: by what the caller calls it, in a header, or else by what does not change
 * while a conversation grows, its instructions and the user's first message. Two conversations that open with the same
 * words under the same instructions are one by this key, so it may say who goes on, not what somebody may see.
 *
 * <p>A salted hash: it tells nothing of the prompt, is the same for the life of this process, and no fact of a policy.
 */
public final class ConversationKey {

    /** Enough to tell openings apart, and bounded. */
    private static final int MAX_CHARS = 4_000;

    private static final int KEY_BYTES = 16;

    private static final byte[] SALT = new byte[16];

    static {
        new SecureRandom().nextBytes(SALT);
    }

    private final MessageDigest digest;

    private ConversationKey() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
        digest.update(SALT);
    }

    /** 32 hexadecimal digits; null when no header names it and no message of a user is there. */
    public static @Nullable String of(ChatRequest request) {
        ConversationKey key = new ConversationKey();
        String named = request.conversation();
        if (named != null) {
            key.add("named", named);
            return key.hex();
        }
        for (JsonNode message : request.messages()) {
            String role = message.path("role").asText();
            boolean user = role.equals("user");
            if (user || role.equals("system") || role.equals("developer")) {
                key.add(role, message.path("content"));
            }
            if (user) {
                return key.hex();
            }
        }
        return null;
    }

    private void add(String role, JsonNode content) {
        if (content.isTextual()) {
            add(role, content.textValue());
            return;
        }
        for (JsonNode part : content) {
            String type = Json.text(part, "type");
            String value = Json.text(part, "text");
            if (value == null) {
                value = Json.text(part.path("image_url"), "url");
            }
            add(role, type == null ? "" : type);
            add(role, value == null ? "" : value);
        }
    }

    /** The length goes in as well, so that two texts cannot be taken for one. */
    private void add(String role, String text) {
        String head = text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS);
        digest.update((role + ' ' + text.length() + '\n').getBytes(StandardCharsets.UTF_8));
        digest.update(head.getBytes(StandardCharsets.UTF_8));
    }

    private String hex() {
        return HexFormat.of().formatHex(digest.digest(), 0, KEY_BYTES);
    }
}
