package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ModelName;
import io.oblix.dialect.chat.UsageJson;
import io.oblix.json.Json;
import io.oblix.json.TopLevelFields;
import io.oblix.provider.AnswerReader;
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
    private final Set<Integer> begun = new HashSet<>();
    private final Set<Integer> finished = new HashSet<>();
    private byte @Nullable [] usageChunk;
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
    public boolean isComplete() {
        return done;
    }

    @Override
    public void end(Consumer<AnswerEvent> out) {
        events.end(event -> event(event, out));
        int expected = Math.max(done ? 1 : choicesAsked, begun.size());
        if (finished.size() < expected) {
            throw StandardErrors.broken(
                    model, done ? "ended its stream without a finish_reason" : "broke off in the middle of its answer");
        }
        if (usageChunk != null) {
            out.accept(new AnswerEvent.Chunk(usageChunk, false, null));
        }
    }

    /** @param event a chunk, or {@code [DONE]} */
    void event(byte[] event, Consumer<AnswerEvent> out) {
        if (done || event.length == 0) {
            return;
        }
        if (event[0] == '[') {
            done = true;
            return;
        }
        OpenAiFields fields;
        try {
            fields = OpenAiFields.read(event, model);
        } catch (IOException malformed) {
            throw StandardErrors.broken(model, "sent a malformed event");
        }
        JsonNode choices = fields.choices();
        if (fields.usage() != null) {
            out.accept(new AnswerEvent.Counted(UsageJson.read(fields.usage())));
            usageChunk = usageWanted ? usageChunk(fields) : null;
        }
        boolean onlyUsage = fields.usage() != null && (choices == null || choices.isEmpty());
        if (!onlyUsage && !hasFinished(choices)) {
            boolean content = inspect(choices);
            out.accept(new AnswerEvent.Chunk(fields.with(changes(fields)), content, choices));
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
        if (choices != null && choices.isNull()) {
            changes.put("choices", EMPTY_LIST);
        } else if (choices != null && nullEmptyReasons(choices)) {
            changes.put("choices", Json.bytes(choices));
        }
        return changes;
    }

    /** Some servers write "" before the finish, which OpenAI's Java client takes for a finish. */
    private static boolean nullEmptyReasons(JsonNode choices) {
        boolean changed = false;
        for (JsonNode choice : choices) {
            if ("".equals(Json.text(choice, "finish_reason"))) {
                ((ObjectNode) choice).putNull("finish_reason");
                changed = true;
            }
        }
        return changed;
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
