package io.oblix.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.json.Json;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A model in a provider's list.
 *
 * @param name by which the provider knows it
 * @param title for people; the name where the provider gives none
 * @param createdSeconds since 1970; 0 where it is not known
 * @param ownedBy as OpenAI's list of models says it
 * @param chats whether it can answer a chat, unlike models for embeddings, pictures or speech
 */
public record KnownModel(String name, String title, long createdSeconds, String ownedBy, boolean chats) {

    /** Kinds of models that cannot chat, by the words that their names hold. */
    private static final Pattern CANNOT_CHAT = Pattern.compile(
            "(?<![a-z0-9])(embed|embeddings?|bge|gte|minilm|rerank|reranker|moderation"
                    + "|whisper|transcribe|tts|speech|audio|realtime"
                    + "|dall|images?|imagen|diffusion|flux|sora|veo|gpt-3\\.5-turbo-instruct|babbage-002|davinci-002)(?![a-z])",
            Pattern.CASE_INSENSITIVE);

    /** Values of {@code type} in lists that tell it, such as Together's. */
    private static final Set<String> OTHER_TYPES =
            Set.of("embedding", "embeddings", "image", "moderation", "rerank", "audio", "transcribe", "video");

    /** A row of a list in OpenAI's format or Anthropic's; null when it names no model. */
    static @Nullable KnownModel of(JsonNode row, String provider) {
        String id = Json.text(row, "id");
        if (id == null) {
            return null;
        }
        String title = Json.text(row, "display_name");
        String owner = Json.text(row, "owned_by");
        return new KnownModel(
                id, title == null ? id : title, created(row), owner == null ? provider : owner, chats(row, id));
    }

    /** OpenAI counts seconds, Anthropic writes a date. */
    private static long created(JsonNode row) {
        String date = Json.text(row, "created_at");
        if (date == null) {
            return Math.max(0, row.path("created").asLong(0));
        }
        try {
            return Instant.parse(date).getEpochSecond();
        } catch (DateTimeParseException unreadable) {
            return 0;
        }
    }

    /** By the provider's own word, which Mistral, Together and OpenRouter give, or else by the name. */
    private static boolean chats(JsonNode row, String id) {
        JsonNode capability = row.path("capabilities").path("completion_chat");
        JsonNode output = row.path("architecture").path("output_modalities");
        String type = Json.text(row, "type");
        if (capability.isBoolean()) {
            return capability.booleanValue();
        } else if (output.isArray()) {
            return output.toString().contains("\"text\"");
        } else if (type != null && OTHER_TYPES.contains(type)) {
            return false;
        }
        return "chat".equals(type) || chatsByName(id);
    }

    /** For a model of which its provider tells nothing but the name. */
    public static boolean chatsByName(String name) {
        return !CANNOT_CHAT.matcher(name).find();
    }
}
