package io.oblix.dialect.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Usage;
import io.oblix.json.Json;
import io.oblix.server.reply.EventFraming;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One answer as OpenAI's event stream. It has one id and one time from its first chunk to its last, also where the model
 * breaks off and another one finishes, and also where one of the two speaks OpenAI's format itself.
 */
final class StreamedAnswer {

    private final ChatRequest request;
    private final boolean reasoningTwice;
    private final Consumer<byte[]> out;
    private String id;
    private long createdSeconds = TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis());
    private ChunkWriter chunks;

    /** The last chunk that a provider's own stream held, for its id and time; null while there is none. */
    private byte @Nullable [] passedOn;

    private Usage usage = Usage.NONE;
    private boolean opened;
    private boolean finished;
    private boolean continued;

    /** @param reasoningTwice whether the thinking is told as {@code reasoning} too, as some servers call it */
    StreamedAnswer(ChatRequest request, String id, String model, boolean reasoningTwice, Consumer<byte[]> out) {
        this.request = request;
        this.reasoningTwice = reasoningTwice;
        this.id = id;
        this.out = out;
        this.chunks = chunksOf(model);
    }

    private ChunkWriter chunksOf(String model) {
        return new ChunkWriter(
                id, createdSeconds, model, request.usageWanted(), request.offersFunctions(), reasoningTwice);
    }

    void write(AnswerEvent event) {
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

    private byte @Nullable [] passOn(AnswerEvent.Chunk chunk) {
        if (!continued) {
            passedOn = chunk.json();
            return chunks.of(chunk);
        }
        ObjectNode json = Json.objectOrNull(chunk.json());
        return json == null
                ? chunks.of(chunk)
                : EventFraming.data(Json.bytes(json.put("id", id).put("created", createdSeconds)));
    }

    private void goOn(AnswerEvent.Continued by) {
        ObjectNode begun = passedOn == null ? null : Json.objectOrNull(passedOn);
        if (begun != null) {
            id = begun.path("id").asText(id);
            createdSeconds = begun.path("created").asLong(createdSeconds);
            passedOn = null;
        }
        continued = true;
        chunks = chunksOf(by.model());
        out.accept(EventFraming.comment(by.note()));
    }

    void end() {
        if (finished && request.usageWanted()) {
            out.accept(chunks.usage(usage));
        }
        out.accept(ChunkWriter.done());
    }
}
