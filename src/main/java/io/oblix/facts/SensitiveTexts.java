package io.oblix.facts;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Reminders;
import io.oblix.facts.secret.Sensitive;
import io.oblix.json.Json;

/**
 * Searches a whole conversation for secrets and personal data: what the user and the tools said in any of its turns. The
 * program's own instructions are left out, and so are the model's answers, whose examples are no one's data. What an agent
 * reminds its model of may hold a key of a file, but the user's address in it is the program's own doing: only secrets
 * count there.
 */
final class SensitiveTexts {

    private SensitiveTexts() {}

    static Sensitive of(ChatRequest request) {
        Sensitive found = new Sensitive();
        for (JsonNode message : request.messages()) {
            String role = message.path("role").asText();
            if (role.equals("user") || role.equals("tool") || role.equals("function")) {
                look(message.path("content"), found);
            }
        }
        return found;
    }

    private static void look(JsonNode content, Sensitive found) {
        if (content.isTextual()) {
            look(content.textValue(), found);
            return;
        }
        for (JsonNode part : content) {
            String text = Json.text(part, "text");
            if (text != null) {
                look(text, found);
            }
        }
    }

    private static void look(String text, Sensitive found) {
        if (Reminders.isReminder(text)) {
            found.lookForSecrets(text);
        } else {
            found.look(text);
        }
    }
}
