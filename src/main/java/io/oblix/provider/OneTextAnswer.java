package io.oblix.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.problem.RequestProblem;

/** Rejects requests for several answers or for audio, on behalf of models that give one answer in text. */
public final class OneTextAnswer {

    private OneTextAnswer() {}

    /**
     * @param who gives the answer, for the message
     * @throws RequestProblem if the client asks for more
     */
    public static void require(ObjectNode source, String who) {
        if (source.path("n").asInt(1) != 1) {
            throw RequestProblem.unsupported("n", who + " gives one answer per request: 'n' must be 1.");
        }
        boolean text = false;
        for (JsonNode modality : source.path("modalities")) {
            text = modality.asText().equals("text");
            if (!text) {
                throw notInText(who);
            }
        }
        // The field audio implies a spoken answer, unless the modalities say otherwise.
        if (source.hasNonNull("audio") && !text) {
            throw notInText(who);
        }
    }

    private static RequestProblem notInText(String who) {
        return RequestProblem.unsupported("modalities", who + " answers in text: 'modalities' must be [\"text\"].");
    }
}
