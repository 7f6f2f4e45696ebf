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
 * Identifies the conversation of a request: by the client's own name for it, in a header, or by what stays the same while
 * a conversation grows: the system prompt and the first user message. Two conversations that start with the same texts
 * share a key, so it may choose a model but must never grant access to data.
 *
 * <p>A salted hash: it reveals nothing about the prompt and is valid for the life of the process. Policies do not see it.
 */
public final class ConversationKey {

    /** How much of each text is hashed: enough to tell conversations apart. */
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

    /** 32 hexadecimal digits; null if neither a header nor a user message identifies the conversation. */
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

    /** Includes the length, so that two texts cannot be mistaken for one. */
    private void add(String role, String text) {
        String head = text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS);
        digest.update((role + ' ' + text.length() + '\n').getBytes(StandardCharsets.UTF_8));
        digest.update(head.getBytes(StandardCharsets.UTF_8));
    }

    private String hex() {
        return HexFormat.of().formatHex(digest.digest(), 0, KEY_BYTES);
    }
}
