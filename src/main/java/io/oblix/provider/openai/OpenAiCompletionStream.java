package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.CompletionRequest;
import io.oblix.chat.ModelName;
import io.oblix.dialect.chat.UsageJson;
import io.oblix.json.Json;
import io.oblix.json.TopLevelFields;
import io.oblix.provider.AnswerReader;
import io.oblix.provider.StandardErrors;
import io.oblix.server.reply.EventFraming;
import io.oblix.upstream.EventStreamParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stream of {@code text_completion}s, each passed on as it is. Only the usage is taken out where the client did not ask
 * for it. The stream has ended well if each choice has its {@code finish_reason}, or each that began and {@code [DONE]}.
 */
final class OpenAiCompletionStream implements AnswerReader {

    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

    private final ModelName model;
    private final CompletionRequest completion;
    private final EventStreamParser events = new EventStreamParser();
    private final Set<Integer> begun = new HashSet<>();
    private final Set<Integer> finished = new HashSet<>();
    private @Nullable String name;
    private boolean done;

    OpenAiCompletionStream(ModelName model, CompletionRequest completion) {
        this.model = model;
        this.completion = completion;
    }

    @Override
    public void read(byte[] bytes, Consumer<AnswerEvent> out) {
        events.feed(bytes, event -> event(event, events.isError(), out));
    }

    @Override
    public boolean isComplete() {
        return done;
    }

    @Override
    public void end(Consumer<AnswerEvent> out) {
        events.end(event -> event(event, events.isError(), out));
        int expected = done ? Math.max(1, begun.size()) : completion.choices();
        if (finished.size() < expected) {
            throw StandardErrors.broken(
                    model, done ? "ended its stream without a finish_reason" : "broke off in the middle of its answer");
        }
        out.accept(new AnswerEvent.Frame("", DONE, false, List.of()));
    }

    private void event(byte[] event, boolean isError, Consumer<AnswerEvent> out) {
        if (done || event.length == 0) {
            return;
        }
        if (new String(event, 0, Math.min(event.length, 6), StandardCharsets.US_ASCII).equals("[DONE]")) {
            done = true;
            return;
        }
        ObjectNode json = Json.objectOrNull(event);
        OpenAiCompletions.check(json, event, model);
        if (json == null || isError) {
            throw StandardErrors.broken(model, "sent a malformed event");
        }
        name = name == null ? Json.text(json, "model") : name;
        JsonNode usage = json.path("usage");
        List<AnswerEvent> says = new ArrayList<>(2);
        if (usage.isObject()) {
            says.add(new AnswerEvent.Counted(UsageJson.read(usage)));
        }
        boolean content = choices(json.path("choices"), says);
        if (!completion.usageWanted()
                && usage.isObject()
                && json.path("choices").isEmpty()) {
            says.forEach(out);
            return;
        }
        byte[] passed = completion.usageWanted() || !json.has("usage")
                ? event
                : TopLevelFields.changed(event, Map.of("usage", TopLevelFields.LEFT_OUT));
        out.accept(new AnswerEvent.Frame("", EventFraming.data(passed), content, says));
    }

    /** Whether there is something to show in them. */
    private boolean choices(JsonNode choices, List<AnswerEvent> says) {
        boolean content = false;
        for (JsonNode choice : choices) {
            int index = choice.path("index").asInt();
            begun.add(index);
            String text = choice.path("text").asText("");
            if (!text.isEmpty()) {
                content = true;
                if (index == 0) {
                    says.add(new AnswerEvent.Text(text));
                }
            }
            String reason = Json.text(choice, "finish_reason");
            if (reason != null && finished.add(index)) {
                content = true;
                if (finished.size() >= completion.choices()) {
                    says.add(new AnswerEvent.Finish(reason));
                }
            }
        }
        return content;
    }

    @Override
    public @Nullable String model() {
        return name;
    }
}
