package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.node.TextNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ModelName;
import io.oblix.dialect.chat.UsageJson;
import io.oblix.json.Json;
import io.oblix.problem.UpstreamProblem;
import io.oblix.problem.UpstreamProblem.Kind;
import io.oblix.provider.AnswerReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;

/** A {@code chat.completion} that is passed on as it is, but for its {@code model}. */
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
        TopLevelFields fields;
        try {
            fields = TopLevelFields.of(body.toByteArray());
        } catch (IOException malformed) {
            throw new UpstreamProblem(
                    Kind.BROKEN_ANSWER,
                    model.toString(),
                    body.size() == 0 ? "answered with nothing" : "answered with something that is not JSON");
        }
        if (fields.error() != null) {
            throw OpenAiErrors.inAnswer(model, fields.error());
        }
        if (fields.choices() == null || fields.choices().isEmpty()) {
            throw new UpstreamProblem(Kind.BROKEN_ANSWER, model.toString(), "answered without choices");
        }
        OpenAiChoices.check(fields.choices(), model);
        if (fields.usage() != null) {
            out.accept(new AnswerEvent.Counted(UsageJson.read(fields.usage())));
        }
        out.accept(new AnswerEvent.Whole(fields.with(Json.bytes(TextNode.valueOf(model.toString())), Map.of())));
    }
}
