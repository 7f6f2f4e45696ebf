package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ModelName;
import io.oblix.chat.Usage;
import io.oblix.json.Json;
import io.oblix.json.RepeatedJson;
import io.oblix.provider.AnswerReader;
import io.oblix.provider.StandardErrors;
import io.oblix.server.reply.EventFraming;
import io.oblix.upstream.EventStreamParser;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's server-sent events. An answer is complete with {@code message_stop}, and not before. For a client that speaks
 * Anthropic's API each event goes out with the bytes of its data.
 */
final class ClaudeStreamReader implements AnswerReader {

    private static final String DELTA = "content_block_delta";

    private final ModelName model;
    private final EventStreamParser events = new EventStreamParser();
    private final ClaudeToOpenAiAnswer answer;
    private final boolean asSent;
    private final RepeatedJson usual = new RepeatedJson();

    /** The last that an event said which was parsed; null if it said nothing. */
    private @Nullable AnswerEvent said;

    /** @param asSent whether the client gets the events as they are */
    ClaudeStreamReader(ModelName model, ToolNames names, boolean asSent) {
        this.model = model;
        this.asSent = asSent;
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

    @Override
    public Usage counted() {
        return answer.counted();
    }

    private void event(byte[] data, Consumer<AnswerEvent> out) {
        if (answer.hasStopped()) {
            return;
        }
        if (usual.next(data) != null) {
            textGoesOn(data, out);
            return;
        }
        usual.forget();
        ObjectNode event = Json.objectOrNull(data);
        if (event == null) {
            throw StandardErrors.broken(model, "sent a malformed event");
        }
        said = null;
        if (asSent) {
            out.accept(frame(data, event));
        } else {
            answer.event(event, says -> {
                said = says;
                out.accept(says);
            });
        }
        if (said instanceof AnswerEvent.Text && event.path("type").asText().equals(DELTA)) {
            usual.learn(data, "text", data);
        }
    }

    private void textGoesOn(byte[] data, Consumer<AnswerEvent> out) {
        if (asSent) {
            List<AnswerEvent> says = new ArrayList<>(1);
            answer.text(usual.text(), says::add);
            out.accept(new AnswerEvent.Frame(DELTA, EventFraming.event(DELTA, data), true, says));
        } else {
            answer.text(usual.text(), out);
        }
    }

    private AnswerEvent frame(byte[] data, ObjectNode event) {
        String type = event.path("type").asText();
        List<AnswerEvent> says = new ArrayList<>(1);
        answer.event(event, says::add);
        boolean content = isContent(type, event);
        for (AnswerEvent each : says) {
            content |= each.isContent();
            said = each;
        }
        return new AnswerEvent.Frame(type, EventFraming.event(type, data), content, says);
    }

    /** What we have no words for is content too; the beginning of a text, or an empty piece of one, is not. */
    private static boolean isContent(String type, ObjectNode event) {
        return switch (type) {
            case "content_block_start" -> {
                String block = event.path("content_block").path("type").asText();
                yield !block.equals("text") && !block.equals("thinking");
            }
            case DELTA -> !event.path("delta").path("type").asText().equals("text_delta");
            default -> false;
        };
    }
}
