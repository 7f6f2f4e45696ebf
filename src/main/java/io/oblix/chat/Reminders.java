package io.oblix.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.json.Json;

/**
 * What agents tell their model on their own, in the user's turns: Claude Code wraps it in {@code <system-reminder>}. It is
 * no question of the user's, and does not end a loop of tool calls.
 */
public final class Reminders {

    private static final String BEGIN = "<system-reminder>";

    private Reminders() {}

    public static boolean isReminder(String text) {
        return text.startsWith(BEGIN);
    }

    /** Whether a message holds nothing else. */
    public static boolean isAll(JsonNode message) {
        JsonNode content = message.path("content");
        if (content.isTextual()) {
            return isReminder(content.textValue());
        }
        for (JsonNode part : content) {
            String text = Json.text(part, "text");
            if (text == null || !isReminder(text)) {
                return false;
            }
        }
        return !content.isEmpty();
    }

    /** Whether a message is the user's own. */
    public static boolean isOfUser(JsonNode message) {
        return "user".equals(Json.text(message, "role")) && !isAll(message);
    }
}
