package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Json;
import io.oblix.chat.ModelName;
import io.oblix.chat.Usage;
import io.oblix.problem.UpstreamProblem;
import io.oblix.problem.UpstreamProblem.Kind;
import io.oblix.provider.AnswerReader;
import io.oblix.provider.EventStreamParser;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stream of {@code chat.completion.chunk}s that are passed on as they are, but for their {@code model} and for the
 * usage that only we asked for. It has ended well when every choice that began has its {@code finish_reason}; some
 * servers leave {@code [DONE]} out, and then as many choices as were asked for must have one.
 */
final class OpenAiStreamReader implements AnswerReader {

    private static final List<String> CONTENT = List.of("content", "reasoning_content", "reasoning", "refusal");

    private final ModelName model;
    private final boolean usageWanted;
    private final int choicesAsked;
    private final EventStreamParser events = new EventStreamParser();
    private final Set<Integer> begun = new HashSet<>();
    private final Set<Integer> finished = new HashSet<>();
    private boolean done;

    OpenAiStreamReader(ModelName model, boolean usageWanted, int choicesAsked) {
        this.model = model;
        this.usageWanted = usageWanted;
        this.choicesAsked = Math.max(1, choicesAsked);
    }

    @Override
    public void read(byte[] bytes, Consumer<AnswerEvent> out) {
        events.feed(bytes, event -> event(event, out));
    }

    @Override
    public void end(Consumer<AnswerEvent> out) {
        events.end(event -> event(event, out));
        int expected = Math.max(done ? 1 : choicesAsked, begun.size());
        if (finished.size() < expected) {
            throw broken(done ? "ended its stream without a finish_reason" : "broke off in the middle of its answer");
        }
    }

    private void event(byte[] event, Consumer<AnswerEvent> out) {
        if (done || event.length == 0) {
            return;
        }
        if (event[0] == '[') {
            done = true;
            return;
        }
        TopLevelFields fields;
        try {
            fields = TopLevelFields.of(event);
        } catch (IOException malformed) {
            throw broken("sent a malformed event");
        }
        if (fields.error() != null) {
            throw OpenAiErrors.inAnswer(model, fields.error());
        }
        Usage usage = fields.usage();
        if (usage != null) {
            out.accept(new AnswerEvent.Counted(usage));
        }
        JsonNode choices = fields.choices();
        boolean onlyUsage = usage != null && (choices == null || choices.isEmpty());
        if (!onlyUsage || usageWanted) {
            boolean content = inspect(choices);
            out.accept(new AnswerEvent.Chunk(fields.with(model.toString(), usageWanted), content));
        }
    }

    /** Whether the caller would see something of the chunk; notes the end of the answer. */
    private boolean inspect(@Nullable JsonNode choices) {
        boolean content = false;
        if (choices == null) {
            return false;
        }
        for (JsonNode choice : choices) {
            begun.add(choice.path("index").asInt());
            JsonNode delta = choice.path("delta");
            for (String field : CONTENT) {
                String text = Json.text(delta, field);
                content |= text != null && !text.isEmpty();
            }
            content |= !delta.path("tool_calls").isEmpty()
                    || delta.path("function_call").isObject();
            if (choice.path("finish_reason").isTextual()) {
                finished.add(choice.path("index").asInt());
                content = true;
            }
        }
        return content;
    }

    private UpstreamProblem broken(String what) {
        return new UpstreamProblem(Kind.BROKEN_ANSWER, model.toString(), what);
    }
}
