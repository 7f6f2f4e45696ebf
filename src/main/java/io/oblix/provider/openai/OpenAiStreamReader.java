package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ModelName;
import io.oblix.chat.Usage;
import io.oblix.dialect.ChunkWords;
import io.oblix.dialect.chat.UsageJson;
import io.oblix.json.Json;
import io.oblix.json.RepeatedJson;
import io.oblix.json.TopLevelFields;
import io.oblix.provider.AnswerReader;
import io.oblix.provider.ErrorBody;
import io.oblix.provider.StandardErrors;
import io.oblix.upstream.EventStreamParser;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stream of {@code chat.completion.chunk}s (https://platform.openai.com/docs/api-reference/chat-streaming), which are
 * passed on as they are. Only the usage is moved: into a chunk of its own at the end if the client asked for it, as
 * OpenAI sends it. Other servers add it to the finish or to every chunk, which OpenAI's Java client rejects, just as it
 * rejects a chunk for a choice that has finished.
 *
 * <p>A stream has ended well if every choice that began has its {@code finish_reason}. Some servers leave
 * {@code [DONE]} out; then as many choices as were asked for must have one.
 */
final class OpenAiStreamReader implements AnswerReader {

    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final byte[] EMPTY_LIST = {'[', ']'};
    private static final List<String> CONTENT = List.of("content", "reasoning_content", "reasoning", "refusal");

    private final ModelName model;
    private final boolean usageWanted;
    private final int choicesAsked;
    private final EventStreamParser events = new EventStreamParser();
    private final OpenAiChoices fitting;
    private final Set<Integer> begun = new HashSet<>();
    private final Set<Integer> finished = new HashSet<>();
    private final RepeatedJson usual = new RepeatedJson();
    private final @Nullable OpenAiUsageEstimate estimate;
    private byte @Nullable [] usageChunk;
    private @Nullable OpenAiFields lastWithoutReason;
    private @Nullable OpenAiFields last;
    private boolean done;

    OpenAiStreamReader(ModelName model, boolean usageWanted, int choicesAsked) {
        this(model, usageWanted, choicesAsked, null);
    }

    /** @param estimate of the usage, where the server cannot be asked for it; else null */
    OpenAiStreamReader(ModelName model, boolean usageWanted, int choicesAsked, @Nullable OpenAiUsageEstimate estimate) {
        this.model = model;
        this.estimate = estimate;
        this.usageWanted = usageWanted;
        this.choicesAsked = Math.max(1, choicesAsked);
        this.fitting = new OpenAiChoices(model, true);
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
        if (done && lastWithoutReason != null) {
            finishWithoutReason(lastWithoutReason, out);
        }
        int expected = Math.max(done ? 1 : choicesAsked, begun.size());
        if (finished.size() < expected) {
            throw StandardErrors.broken(
                    model, done ? "ended its stream without a finish_reason" : "broke off in the middle of its answer");
        }
        if (usageChunk == null && estimate != null && last != null) {
            Usage usage = estimate.usage();
            out.accept(new AnswerEvent.Counted(usage));
            if (usageWanted) {
                Map<String, byte[]> changes = last.changes();
                changes.put("choices", EMPTY_LIST);
                changes.put("usage", Json.bytes(UsageJson.of(usage)));
                usageChunk = last.with(changes);
            }
        }
        if (usageChunk != null) {
            out.accept(new AnswerEvent.Chunk(usageChunk, false, null));
        }
    }

    /** A stream with a proper end whose last chunks had empty reasons: their choices have come to their end. */
    private void finishWithoutReason(OpenAiFields last, Consumer<AnswerEvent> out) {
        for (int index : begun) {
            JsonNode choices = finished.contains(index) ? null : fitting.emptyReason(index);
            if (choices != null) {
                Map<String, byte[]> changes = changes(last);
                changes.put("choices", Json.bytes(choices));
                out.accept(new AnswerEvent.Chunk(last.with(changes), true, choices));
                finished.add(index);
            }
        }
    }

    /** @param chunk the JSON of one */
    void event(byte[] chunk, Consumer<AnswerEvent> out) {
        event(chunk, false, out);
    }

    /**
     * @param event a chunk, or {@code [DONE]}
     * @param isError whether the server named the event {@code error}
     */
    private void event(byte[] event, boolean isError, Consumer<AnswerEvent> out) {
        byte[] repeated = done ? null : usual.next(event);
        if (repeated != null) {
            AnswerEvent says = usual.name().equals("content")
                    ? new AnswerEvent.Text(usual.text())
                    : new AnswerEvent.Reasoning(usual.text());
            out.accept(new AnswerEvent.Chunk(repeated, true, null, says));
            return;
        }
        usual.forget();
        int start = 0;
        while (start < event.length && Character.isWhitespace(event[start])) {
            start++;
        }
        if (done || start == event.length) {
            return;
        }
        if (event[start] == '[' && !(start + 1 < event.length && event[start + 1] == '{')) {
            done = true;
            return;
        }
        chunk(event, read(event, isError), out);
    }

    private OpenAiFields read(byte[] event, boolean isError) {
        try {
            return OpenAiFields.read(event, model, isError);
        } catch (IOException noObject) {
            ErrorBody error = ErrorBody.of(event);
            // Gemini puts a list around an error.
            if (error.words() != null && (isError || error.isInList())) {
                throw OpenAiErrors.inAnswer(model, error);
            }
            throw StandardErrors.broken(model, "sent a malformed event");
        }
    }

    private void chunk(byte[] event, OpenAiFields fields, Consumer<AnswerEvent> out) {
        JsonNode choices = fields.choices();
        if (fields.usage() != null) {
            out.accept(new AnswerEvent.Counted(UsageJson.read(fields.usage())));
            usageChunk = usageWanted ? usageChunk(fields) : null;
        }
        boolean onlyUsage = fields.usage() != null && (choices == null || choices.isEmpty());
        if (!onlyUsage && !hasFinished(choices)) {
            Map<String, byte[]> changes = changes(fields);
            if (choices != null && !choices.isNull() && fitting.fit(choices)) {
                changes.put("choices", Json.bytes(choices));
                lastWithoutReason = fields;
            }
            if (estimate != null && choices != null) {
                estimate.add(choices);
                last = fields;
            }
            boolean content = inspect(choices);
            byte[] json = fields.with(changes);
            out.accept(new AnswerEvent.Chunk(json, content, choices));
            boolean counts = fields.usage() != null || estimate != null;
            String text = counts || changes.containsKey("choices") ? null : ChunkWords.onlyText(choices);
            if (text != null) {
                usual.learn(event, text, json);
            }
        }
    }

    private static byte[] usageChunk(OpenAiFields fields) {
        Map<String, byte[]> changes = fields.changes();
        if (fields.choices() != null) {
            changes.put("choices", EMPTY_LIST);
        }
        return fields.with(changes);
    }

    private Map<String, byte[]> changes(OpenAiFields fields) {
        Map<String, byte[]> changes = fields.changes();
        if (fields.usage() != null && usageWanted) {
            changes.put("usage", NULL);
        } else if (fields.hasUsage() && !usageWanted) {
            changes.put("usage", TopLevelFields.LEFT_OUT);
        }
        JsonNode choices = fields.choices();
        if (choices == null || choices.isNull()) {
            changes.put("choices", EMPTY_LIST);
        }
        return changes;
    }

    /** Whether all choices of the chunk have finished before. */
    private boolean hasFinished(@Nullable JsonNode choices) {
        if (choices == null || choices.isEmpty()) {
            return false;
        }
        for (JsonNode choice : choices) {
            if (!finished.contains(choice.path("index").asInt())) {
                return false;
            }
        }
        return true;
    }

    /** Notes which choices begin and finish; returns whether the chunk holds something that a client shows. */
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
            String finish = Json.text(choice, "finish_reason");
            if (finish != null && !finish.isEmpty()) {
                finished.add(choice.path("index").asInt());
                content = true;
            }
        }
        return content;
    }
}
