package io.oblix.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.json.Json;
import io.oblix.json.Texts;

/**
 * What agents tell their model on their own, in the user's turns: Claude Code wraps it in {@code <system-reminder>}. It is
 * no question of the user's, and does not end a loop of tool calls.
 */
public final class Reminders {

    private static final String BEGIN = "<system-reminder>";
    private static final String END = "</system-reminder>";

    private Reminders() {}

    /**
     * Whether a text is reminders from its beginning to its end; what a user wrote behind one is the user's. One that was cut
     * short goes on to the end.
     */
    public static boolean isReminder(String text) {
        int at = 0;
        while (text.startsWith(BEGIN, at)) {
            int end = text.indexOf(END, at);
            if (end < 0) {
                return true;
            }
            at = end + END.length();
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }
        return at > 0 && at == text.length();
    }

    /** The same of a text in JSON, which is decoded only if it begins as one; false for any other value. */
    public static boolean isReminder(JsonNode text) {
        return text.isTextual() && Texts.startsWith(text, BEGIN) && isReminder(text.textValue());
    }

    /** Whether a message holds nothing else. */
    public static boolean isAll(JsonNode message) {
        JsonNode content = message.path("content");
        if (content.isTextual()) {
            return isReminder(content);
        }
        for (JsonNode part : content) {
            if (!isReminder(part.path("text"))) {
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
