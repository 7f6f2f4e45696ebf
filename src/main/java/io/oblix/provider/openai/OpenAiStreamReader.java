package io.oblix.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ModelName;
import io.oblix.dialect.chat.UsageJson;
import io.oblix.json.Json;
import io.oblix.problem.UpstreamProblem;
import io.oblix.problem.UpstreamProblem.Kind;
import io.oblix.provider.AnswerReader;
import io.oblix.upstream.EventStreamParser;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stream of {@code chat.completion.chunk}s that are passed on as they are, but for their {@code model} and for the
 * usage: that goes into one chunk of its own at the end, if the caller asked for it. OpenAI sends it so, other servers
 * add it to the finish or to every chunk, and OpenAI's Java client refuses that, as it refuses a chunk for a choice that
 * has finished. A stream has ended well when every choice that began has its {@code finish_reason}; some servers leave
 * {@code [DONE]} out, and then as many choices as were asked for must have one.
 */
final class OpenAiStreamReader implements AnswerReader {

    private static final Map<String, byte[]> USAGE_LEFT_OUT = Map.of("usage", TopLevelFields.LEFT_OUT);
    private static final Map<String, byte[]> USAGE_NULL = Map.of("usage", new byte[] {'n', 'u', 'l', 'l'});
    private static final Map<String, byte[]> CHOICES_EMPTY = Map.of("choices", new byte[] {'[', ']'});
    private static final List<String> CONTENT = List.of("content", "reasoning_content", "reasoning", "refusal");

    private final ModelName model;
    private final boolean usageWanted;
    private final int choicesAsked;
    private final byte[] quotedModel;
    private final Map<String, byte[]> withoutFigures;
    private final EventStreamParser events = new EventStreamParser();
    private final Set<Integer> begun = new HashSet<>();
    private final Set<Integer> finished = new HashSet<>();
    private byte @Nullable [] usageChunk;
    private boolean done;

    OpenAiStreamReader(ModelName model, boolean usageWanted, int choicesAsked) {
        this.model = model;
        this.quotedModel = Json.bytes(TextNode.valueOf(model.toString()));
        this.usageWanted = usageWanted;
        this.withoutFigures = usageWanted ? USAGE_NULL : USAGE_LEFT_OUT;
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
            throw broken(done ? "ended its stream without a finish_reason" : "broke off in the middle of its answer");
        }
        if (usageChunk != null) {
            out.accept(new AnswerEvent.Chunk(usageChunk, false, null));
        }
    }

    /** One chunk, or the sign of the end. */
    void event(byte[] event, Consumer<AnswerEvent> out) {
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
        OpenAiChoices.check(fields.choices(), model);
        JsonNode choices = fields.choices();
        if (fields.usage() != null) {
            out.accept(new AnswerEvent.Counted(UsageJson.read(fields.usage())));
            usageChunk = usageWanted ? fields.with(quotedModel, CHOICES_EMPTY) : null;
        }
        boolean onlyUsage = fields.usage() != null && (choices == null || choices.isEmpty());
        if (!onlyUsage && !hasFinished(choices)) {
            boolean content = inspect(choices);
            out.accept(new AnswerEvent.Chunk(fields.with(quotedModel, changes(fields)), content, choices));
        }
    }

    private Map<String, byte[]> changes(TopLevelFields fields) {
        Map<String, byte[]> changes = fields.usage() == null && usageWanted ? Map.of() : withoutFigures;
        JsonNode choices = fields.choices();
        if (choices == null || !(choices.isNull() || nullEmptyReasons(choices))) {
            return changes;
        }
        Map<String, byte[]> withChoices = new HashMap<>(changes);
        withChoices.putAll(choices.isNull() ? CHOICES_EMPTY : Map.of("choices", Json.bytes(choices)));
        return withChoices;
    }

    /** Some servers write "" for an end that has not come; OpenAI's Java client takes any text for an end. */
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

    /** Whether the chunk is for choices alone that have had their end. */
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
            String finish = Json.text(choice, "finish_reason");
            if (finish != null && !finish.isEmpty()) {
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
