package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ModelName;
import io.oblix.chat.Usage;
import io.oblix.json.Json;
import io.oblix.provider.AnswerReader;
import io.oblix.provider.StandardErrors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A whole message, from a server that was asked for a stream and does not stream; it is read as the events of one. */
final class ClaudeWholeReader extends AnswerReader.OfWhole {

    private final ModelName model;
    private final ClaudeToOpenAiAnswer answer;

    ClaudeWholeReader(ModelName model, ToolNames names) {
        this.model = model;
        this.answer = new ClaudeToOpenAiAnswer(model, names);
    }

    @Override
    protected void end(byte[] body, Consumer<AnswerEvent> out) {
        ObjectNode message = Json.objectOrNull(body);
        if (message != null && message.path("type").asText().equals("error")) {
            throw ClaudeErrors.inAnswer(model, message.path("error"));
        }
        if (message == null || !message.path("content").isArray()) {
            throw StandardErrors.broken(model, "answered with something that is no message");
        }
        answer.event(event("message_start").set("message", message), out);
        JsonNode blocks = message.path("content");
        for (int i = 0; i < blocks.size(); i++) {
            answer.event(event("content_block_start").put("index", i).set("content_block", blocks.get(i)), out);
            answer.event(event("content_block_stop").put("index", i), out);
        }
        ObjectNode end = event("message_delta");
        end.putObject("delta")
                .<ObjectNode>set("stop_reason", message.path("stop_reason"))
                .set("stop_details", message.path("stop_details"));
        answer.event(end, out);
        answer.event(event("message_stop"), out);
    }

    @Override
    public @Nullable String model() {
        return answer.modelName();
    }

    @Override
    public Usage counted() {
        return answer.counted();
    }

    private static ObjectNode event(String type) {
        return Json.object().put("type", type);
    }
}
