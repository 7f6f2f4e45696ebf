package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ModelName;
import io.oblix.dialect.chat.UsageJson;
import io.oblix.provider.AnswerReader;
import io.oblix.provider.StandardErrors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.Consumer;

/** A {@code chat.completion}, passed on as it is (https://platform.openai.com/docs/api-reference/chat). */
final class OpenAiWholeReader implements AnswerReader {

    private final ModelName model;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(2048);

    OpenAiWholeReader(ModelName model) {
        this.model = model;
    }

    @Override
    public void read(byte[] bytes, Consumer<AnswerEvent> out) {
        body.writeBytes(bytes);
    }

    @Override
    public void end(Consumer<AnswerEvent> out) {
        OpenAiFields fields;
        try {
            fields = OpenAiFields.read(body.toByteArray(), model);
        } catch (IOException malformed) {
            throw StandardErrors.broken(
                    model, body.size() == 0 ? "answered with nothing" : "answered with something that is not JSON");
        }
        JsonNode choices = fields.choices();
        if (choices == null || choices.isEmpty()) {
            throw StandardErrors.broken(model, "answered without choices");
        }
        if (fields.usage() != null) {
            out.accept(new AnswerEvent.Counted(UsageJson.read(fields.usage())));
        }
        out.accept(new AnswerEvent.Whole(fields.with(fields.changes())));
    }
}
