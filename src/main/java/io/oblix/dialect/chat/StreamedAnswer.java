package io.oblix.dialect.chat;

import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Usage;
import io.oblix.dialect.StreamWriter;
import io.oblix.json.Json;
import io.oblix.json.TopLevelFields;
import io.oblix.server.reply.EventFraming;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One answer as OpenAI's event stream. Its id and time are the same from the first chunk to the last, even when the
 * model breaks off and another one finishes, and even when one of the two speaks OpenAI's format itself.
 */
final class StreamedAnswer implements StreamWriter {

    private final AnswerOptions options;
    private final boolean qualifiedModel;
    private final Supplier<String> model;
    private final Consumer<byte[]> out;
    private String id;
    private long createdSeconds = TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis());
    private ChunkWriter chunks;

    /** What is changed in chunks of a provider that speaks OpenAI's format itself. */
    private Map<String, byte[]> changes;

    /** The last chunk of a provider's own stream, which holds its id and time; null while there is none. */
    private byte @Nullable [] passedOn;

    private Usage usage = Usage.NONE;
    private boolean opened;
    private boolean finished;
    private boolean continued;

    /**
     * @param model the name of the model that answers now; another one may finish the answer
     * @param qualifiedModel whether a provider's own chunks get that name too
     */
    StreamedAnswer(
            String id, Supplier<String> model, AnswerOptions options, boolean qualifiedModel, Consumer<byte[]> out) {
        this.model = model;
        this.qualifiedModel = qualifiedModel;
        this.id = id;
        this.options = options;
        this.out = out;
        this.chunks = chunks();
        this.changes = changes();
    }

    private ChunkWriter chunks() {
        return new ChunkWriter(id, createdSeconds, model.get(), options);
    }

    private Map<String, byte[]> changes() {
        Map<String, byte[]> changes = new HashMap<>();
        if (qualifiedModel) {
            changes.put("model", TopLevelFields.quoted(model.get()));
        }
        if (continued) {
            changes.put("id", TopLevelFields.quoted(id));
            changes.put("created", Json.bytes(LongNode.valueOf(createdSeconds)));
        }
        return changes;
    }

    @Override
    public void write(AnswerEvent event) {
        if (event instanceof AnswerEvent.Counted counted) {
            usage = counted.usage();
        }
        if (event instanceof AnswerEvent.Continued by) {
            goOn(by);
            return;
        }
        byte[] chunk = event instanceof AnswerEvent.Chunk passed ? passOn(passed) : chunks.of(event);
        if (chunk == null) {
            return;
        }
        if (!opened && !(event instanceof AnswerEvent.Chunk)) {
            out.accept(chunks.role());
        }
        opened = true;
        finished |= event instanceof AnswerEvent.Finish;
        out.accept(chunk);
    }

    private byte[] passOn(AnswerEvent.Chunk chunk) {
        if (!continued) {
            passedOn = chunk.json();
        }
        return EventFraming.data(TopLevelFields.changed(chunk.json(), changes));
    }

    private void goOn(AnswerEvent.Continued by) {
        ObjectNode begun = passedOn == null ? null : Json.objectOrNull(passedOn);
        if (begun != null) {
            id = begun.path("id").asText(id);
            createdSeconds = begun.path("created").asLong(createdSeconds);
            passedOn = null;
        }
        continued = true;
        chunks = chunks();
        changes = changes();
        out.accept(EventFraming.comment(by.note()));
    }

    @Override
    public void end() {
        if (finished && options.usageWanted()) {
            out.accept(chunks.usage(usage));
        }
        out.accept(ChunkWriter.done());
    }
}
