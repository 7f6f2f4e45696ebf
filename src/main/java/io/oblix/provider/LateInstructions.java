package io.oblix.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ChatRequest;
import io.oblix.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Instructions between the turns of a conversation, for models whose templates know them only at its head: most print all
 * of them there, where each new one changes the prompt from its first line on and the model must read all of it again;
 * others fail. They become text of the user's, in the form that Claude Code itself uses for such models, where they
 * stand. So one turn's prompt begins as the last one did.
 */
public final class LateInstructions {

    private LateInstructions() {}

    /** The messages of a request in another dialect than chat completions, whose clients know their own models. */
    public static ArrayNode inUserTurns(ChatRequest request) {
        return request.isRendered() ? inUserTurns(request.messages()) : request.messages();
    }

    private static ArrayNode inUserTurns(ArrayNode messages) {
        ArrayNode out = Json.MAPPER.createArrayNode();
        List<String> reminders = new ArrayList<>(0);
        boolean begun = false;
        for (JsonNode message : messages) {
            String role = message.path("role").asText();
            boolean instructions = role.equals("system") || role.equals("developer");
            begun |= !instructions;
            if (instructions && begun) {
                reminders.add("<system-reminder>\n" + text(message.path("content")) + "\n</system-reminder>");
            } else {
                place(reminders, out);
                out.add(message);
            }
        }
        place(reminders, out);
        return out;
    }

    /** All that stand in one place at once: a conversation may have thousands of them in a row. */
    private static void place(List<String> reminders, ArrayNode out) {
        if (reminders.isEmpty()) {
            return;
        }
        JsonNode before = out.isEmpty() ? null : out.get(out.size() - 1);
        if (before != null && before.path("role").asText().equals("user")) {
            out.set(out.size() - 1, with(reminders, (ObjectNode) before));
        } else {
            out.addObject().put("role", "user").put("content", String.join("\n\n", reminders));
        }
        reminders.clear();
    }

    private static String text(JsonNode content) {
        if (content.isTextual()) {
            return content.textValue();
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            String piece = Json.text(part, "text");
            text.append(text.isEmpty() || piece == null ? "" : "\n\n").append(piece == null ? "" : piece);
        }
        return text.toString();
    }

    private static ObjectNode with(List<String> reminders, ObjectNode message) {
        ObjectNode longer = Json.object();
        longer.setAll(message);
        JsonNode content = message.path("content");
        String words = plain(content);
        if (words != null) {
            return longer.put("content", words + "\n\n" + String.join("\n\n", reminders));
        }
        ArrayNode parts = longer.putArray("content").addAll((ArrayNode) content);
        reminders.forEach(reminder -> parts.addObject().put("type", "text").put("text", reminder));
        return longer;
    }

    /** The text of a content that is nothing else; null for one with pictures. */
    private static @Nullable String plain(JsonNode content) {
        for (JsonNode part : content) {
            if (!part.has("text")) {
                return null;
            }
        }
        return text(content);
    }
}
