package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ModelName;
import io.oblix.json.Json;
import io.oblix.provider.AnswerReader;
import io.oblix.provider.StandardErrors;
import io.oblix.upstream.EventStreamParser;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Anthropic's server-sent events. An answer is complete with {@code message_stop}, and not before. */
final class ClaudeStreamReader implements AnswerReader {

    private final ModelName model;
    private final EventStreamParser events = new EventStreamParser();
    private final ClaudeToOpenAiAnswer answer;

    ClaudeStreamReader(ModelName model, ToolNames names) {
        this.model = model;
        this.answer = new ClaudeToOpenAiAnswer(model, names);
    }

    @Override
    public void read(byte[] bytes, Consumer<AnswerEvent> out) {
        events.feed(bytes, event -> event(event, out));
    }

    @Override
    public void end(Consumer<AnswerEvent> out) {
        events.end(event -> event(event, out));
        if (!answer.hasStopped()) {
            throw StandardErrors.broken(model, "broke off in the middle of its answer");
        }
    }

    @Override
    public boolean isComplete() {
        return answer.hasStopped();
    }

    @Override
    public @Nullable String model() {
        return answer.modelName();
    }

    private void event(byte[] data, Consumer<AnswerEvent> out) {
        if (answer.hasStopped()) {
            return;
        }
        ObjectNode event = Json.objectOrNull(data);
        if (event == null) {
            throw StandardErrors.broken(model, "sent a malformed event");
        }
        answer.event(event, out);
    }
}
