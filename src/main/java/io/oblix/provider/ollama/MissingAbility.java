package io.oblix.provider.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.problem.RequestProblem;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what a model is known to lack, before it is asked. Ollama drops a picture that its model cannot see without a
 * word, and the model invents what it shows.
 */
final class MissingAbility {

    private MissingAbility() {}

    /**
     * @param body a request of {@code /api/chat}, or a chat completion
     * @param abilities null if they are not known; then Ollama decides
     */
    static void check(ObjectNode body, String model, OllamaModel.@Nullable Abilities abilities) {
        if (abilities == null) {
            return;
        }
        if (!abilities.chats()) {
            throw refusal(
                    "model", model, "cannot chat: it is made for something else, such as embeddings", "completion");
        }
        if (!abilities.tools() && body.has("tools")) {
            throw refusal("tools", model, "cannot call tools", "tools");
        }
        if (!abilities.vision()) {
            JsonNode messages = body.path("messages");
            for (int i = 0; i < messages.size(); i++) {
                if (hasPictures(messages.get(i))) {
                    throw refusal("messages[" + i + "].content", model, "cannot see pictures", "vision");
                }
            }
        }
    }

    private static boolean hasPictures(JsonNode message) {
        if (message.path("content").isArray()) {
            for (JsonNode part : message.path("content")) {
                if (part.has("image_url")) {
                    return true;
                }
            }
        }
        return message.has("images");
    }

    private static RequestProblem refusal(String param, String model, String lack, String capability) {
        return RequestProblem.unsupported(
                param,
                "The model `" + OllamaProvider.NAME + ":" + model + "` " + lack
                        + ". Ask one whose capabilities in `ollama show` have '" + capability + "'.");
    }
}
