package io.oblix.provider.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.PicturePart;
import io.oblix.problem.RequestProblem;

/**
 * Refuses what a model is known to lack, before it is asked. Ollama drops a picture that its model cannot see without a
 * word, and the model invents what it shows.
 */
final class MissingAbility {

    private MissingAbility() {}

    /**
     * @param body a request of {@code /api/chat}, or of a chat completion
     * @throws io.oblix.problem.UpstreamProblem when it is not known yet whether the model can see the request's pictures
     */
    static void check(ObjectNode body, HostedModel model) {
        OllamaModel.Abilities abilities = model.abilities();
        if (abilities == null) {
            // Ollama itself refuses tools.
            if (picture(body) >= 0) {
                model.awaitAbilities();
            }
            return;
        }
        String name = model.name();
        if (!abilities.chats()) {
            throw refusal(
                    "model", name, "cannot chat: it is made for something else, such as embeddings", "completion");
        }
        if (!abilities.tools() && body.has("tools")) {
            throw refusal("tools", name, "cannot call tools", "tools");
        }
        int picture = abilities.vision() ? -1 : picture(body);
        if (picture >= 0) {
            throw refusal("messages[" + picture + "].content", name, "cannot see pictures", "vision");
        }
    }

    /** The first message with one; -1 for none. */
    private static int picture(ObjectNode body) {
        JsonNode messages = body.path("messages");
        for (int i = 0; i < messages.size(); i++) {
            if (messages.get(i).has("images") || hasPicturePart(messages.get(i).path("content"))) {
                return i;
            }
        }
        return -1;
    }

    private static boolean hasPicturePart(JsonNode content) {
        if (content.isArray()) {
            for (JsonNode part : content) {
                if (PicturePart.isIn(part)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static RequestProblem refusal(String param, String model, String lack, String capability) {
        return RequestProblem.unsupported(
                param,
                "The model `" + OllamaProvider.NAME + ":" + model + "` " + lack
                        + ". Ask one whose capabilities in `ollama show` have '" + capability + "'.");
    }
}
