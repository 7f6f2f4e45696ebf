package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ModelName;
import io.oblix.dialect.chat.UsageJson;
import io.oblix.json.ByteOrderMark;
import io.oblix.json.Json;
import io.oblix.provider.AnswerReader;
import io.oblix.provider.ErrorBody;
import io.oblix.provider.StandardErrors;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** A {@code chat.completion}, passed on as it is (https://platform.openai.com/docs/api-reference/chat). */
final class OpenAiWholeReader extends AnswerReader.OfWhole {

    private final ModelName model;

    OpenAiWholeReader(ModelName model) {
        this.model = model;
    }

    @Override
    protected void end(byte[] answer, Consumer<AnswerEvent> out) {
        OpenAiFields fields = fields(ByteOrderMark.without(answer), model);
        JsonNode choices = fields.choices();
        if (fields.usage() != null) {
            out.accept(new AnswerEvent.Counted(UsageJson.read(fields.usage())));
        }
        Map<String, byte[]> changes = fields.changes();
        if (choices != null && new OpenAiChoices(model, false).fit(choices)) {
            changes.put("choices", Json.bytes(choices));
        }
        out.accept(new AnswerEvent.Whole(fields.with(changes), choices, fields.modelName()));
    }

    /** @throws io.oblix.problem.UpstreamProblem when these bytes are no answer */
    static ObjectNode answer(byte[] json, ModelName model) {
        byte[] object = ByteOrderMark.without(json);
        fields(object, model);
        return Objects.requireNonNull(Json.objectOrNull(object));
    }

    private static OpenAiFields fields(byte[] json, ModelName model) {
        OpenAiFields fields;
        try {
            fields = OpenAiFields.readWhole(json, model);
        } catch (IOException noObject) {
            ErrorBody error = ErrorBody.of(json);
            if (error.isInList() && error.words() != null) {
                throw OpenAiErrors.inAnswer(model, error);
            }
            throw StandardErrors.broken(
                    model, json.length == 0 ? "answered with nothing" : "answered with something that is not JSON");
        }
        if (fields.choices() == null || fields.choices().isEmpty()) {
            throw StandardErrors.broken(model, "answered without choices");
        }
        return fields;
    }
}
