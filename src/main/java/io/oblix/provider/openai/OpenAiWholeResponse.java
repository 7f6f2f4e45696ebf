package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ModelName;
import io.oblix.json.Json;
import io.oblix.provider.AnswerReader;
import io.oblix.provider.ErrorBody;
import io.oblix.provider.StandardErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A whole response of OpenAI's in words of ours, for whatever watches it. */
final class OpenAiWholeResponse extends AnswerReader.OfWhole {

    private final ModelName model;
    private @Nullable String modelName;

    OpenAiWholeResponse(ModelName model) {
        this.model = model;
    }

    @Override
    protected void end(byte[] answer, Consumer<AnswerEvent> out) {
        ObjectNode response = Json.objectOrNull(answer);
        if (response == null || !(response.has("output") || response.has("error"))) {
            throw StandardErrors.broken(model, "sent no response");
        }
        if (response.path("error").isObject()) {
            throw OpenAiErrors.inAnswer(model, ErrorBody.of(Json.object().set("error", response.path("error"))));
        }
        modelName = Json.text(response, "model");
        for (JsonNode item : response.path("output")) {
            for (JsonNode part : item.path("content")) {
                String text = Json.text(part, "text");
                if (text != null && !text.isEmpty()) {
                    out.accept(new AnswerEvent.Text(text));
                }
            }
        }
        List<AnswerEvent> end = new ArrayList<>(2);
        OpenAiResponseReader.end(response, end);
        end.forEach(out);
    }

    @Override
    public @Nullable String model() {
        return modelName;
    }
}
