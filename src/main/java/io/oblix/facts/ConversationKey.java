package io.oblix.facts;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.ChatRequest;
import io.oblix.json.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Identifies the conversation of a request: by the client's own name for it, or by what stays the same while a conversation
 * grows: the system prompt and the first user message, without what programs put into them at each turn
 * ({@link StableText}). Two conversations of one caller may begin with the same texts; from the first answer on they
 * differ. So a key may choose a model but must never grant access to data.
 *
 * <p>A salted hash: it reveals nothing about the prompt and is valid for the life of the process. Policies do not see it.
 *
 * @param start 32 hexadecimal digits, of the name or of the beginning
 * @param grown the same of the beginning with the first answer, because some programs give one name to many
 *     conversations; null before there is one
 * @param named whether the client has named it
 */
public record ConversationKey(String start, @Nullable String grown, boolean named) {

    private static final int KEY_BYTES = 16;

    /** Has the salt in it; to copy it is a fraction of the work of making another. */
    private static final MessageDigest SALTED = salted();

    private static MessageDigest salted() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] salt = new byte[16];
            new SecureRandom().nextBytes(salt);
            digest.update(salt);
            return digest;
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Null if neither a name nor a user message identifies the conversation. */
    public static @Nullable ConversationKey of(ChatRequest request) {
        Hash hash = new Hash(request.key().name());
        String name = request.conversation();
        boolean named = name != null;
        hash.add(named ? "named" : "client", name == null ? request.client() : name);
        String start = named ? hash.hex() : null;
        boolean begun = false;
        for (JsonNode message : request.messages()) {
            String role = message.path("role").asText();
            if (begun && start != null && role.equals("assistant")) {
                hash.addAnswer(message);
                return new ConversationKey(start, hash.hex(), named);
            } else if (!begun && role.equals("user")) {
                begun = hash.addOfUser(message.path("content"));
                start = begun && !named ? hash.hex() : start;
            } else if (!begun && isInstruction(role)) {
                hash.addInstructions(message.path("content"));
            }
        }
        return start == null ? null : new ConversationKey(start, null, named);
    }

    private static boolean isInstruction(String role) {
        return role.equals("system") || role.equals("developer");
    }

    /** Whether nothing was answered yet, as far as can be told: a named conversation may have been shortened. */
    public boolean isNew() {
        return !named && grown == null;
    }

    private static final class Hash implements StableText.Sink {

        private static final byte OTHER = (byte) 0xFF;

        private final MessageDigest digest = copy(SALTED);
        private final byte[] buffer = new byte[512];
        private int buffered;

        Hash(String caller) {
            add("caller", caller);
        }

        /** One byte in ASCII: hashing is what a key costs. Others are told apart by the mark before them. */
        @Override
        public void add(char c) {
            if (buffered > buffer.length - 3) {
                flush();
            }
            if (c >= 0x80) {
                buffer[buffered++] = OTHER;
                buffer[buffered++] = (byte) (c >> 8);
            }
            buffer[buffered++] = (byte) c;
        }

        private void flush() {
            digest.update(buffer, 0, buffered);
            buffered = 0;
        }

        /** The head of a text and its length, so that two texts cannot be mistaken for one. */
        void add(String role, String text) {
            begin(role, text.length());
            for (int i = 0; i < Math.min(text.length(), StableText.HEAD); i++) {
                add(text.charAt(i));
            }
        }

        private void begin(String role, int length) {
            for (int i = 0; i < role.length(); i++) {
                add(role.charAt(i));
            }
            add((char) (length >> 16));
            add((char) length);
        }

        void addInstructions(JsonNode content) {
            begin("instructions", 0);
            if (content.isTextual()) {
                StableText.ofInstructions(content.textValue(), this);
            }
            for (JsonNode part : content) {
                String text = Json.text(part, "text");
                if (text != null) {
                    StableText.ofInstructions(text, this);
                }
            }
        }

        /** Whether there was anything of the user's in it. */
        boolean addOfUser(JsonNode content) {
            if (content.isTextual()) {
                return addOfUser(content.textValue());
            }
            boolean any = false;
            for (JsonNode part : content) {
                String text = Json.text(part, "text");
                if (text != null) {
                    any |= addOfUser(text);
                } else {
                    String type = Json.text(part, "type");
                    String url = Json.text(part.path("image_url"), "url");
                    add(type == null ? "" : type, url == null ? "" : url);
                    any = true;
                }
            }
            return any;
        }

        private boolean addOfUser(String text) {
            boolean any = StableText.ofUser(text, this);
            if (any) {
                begin("user", StableText.length(text));
            }
            return any;
        }

        /** The text and the calls of an answer; the ids of calls are its own. */
        void addAnswer(JsonNode message) {
            JsonNode content = message.path("content");
            if (content.isTextual()) {
                addHead(content.textValue());
            }
            for (JsonNode part : content) {
                String text = Json.text(part, "text");
                if (text != null) {
                    addHead(text);
                }
            }
            for (JsonNode call : message.path("tool_calls")) {
                addHead(String.valueOf(Json.text(call, "id")));
                addHead(String.valueOf(Json.text(call.path("function"), "arguments")));
            }
        }

        private void addHead(String text) {
            add("answer", text);
        }

        /** Of all that was added until now. */
        String hex() {
            flush();
            return HexFormat.of().formatHex(copy(digest).digest(), 0, KEY_BYTES);
        }
    }
}
