package io.oblix.dialect.completions;

import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.CompletionRequest;
import io.oblix.chat.Usage;
import io.oblix.dialect.EventTemplate;
import io.oblix.dialect.StreamWriter;
import io.oblix.dialect.chat.ChunkWriter;
import io.oblix.dialect.chat.UsageJson;
import io.oblix.json.Json;
import io.oblix.server.reply.EventFraming;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One completion as OpenAI's event stream: a {@code text_completion} for each piece, and {@code [DONE]}. */
final class CompletionStream implements StreamWriter {

    private final CompletionRequest completion;
    private final String id;
    private final long createdSeconds;
    private final Supplier<String> model;
    private final Consumer<byte[]> out;
    private final LegacyLogprobs logprobs;
    private @Nullable EventTemplate text;
    private Usage usage = Usage.NONE;
    private boolean begun;
    private boolean asSent;

    /** @param model the name of the model that answers, known with the first event */
    CompletionStream(
            ChatRequest request, String id, long createdSeconds, Supplier<String> model, Consumer<byte[]> out) {
        this.completion = Objects.requireNonNull(CompletionRequest.of(request));
        this.id = id;
        this.createdSeconds = createdSeconds;
        this.model = model;
        this.out = out;
        this.logprobs = new LegacyLogprobs(completion, 0);
    }

    @Override
    public void write(AnswerEvent event) {
        if (event instanceof AnswerEvent.Frame frame) {
            asSent = true;
            out.accept(frame.bytes());
        } else if (event instanceof AnswerEvent.Text piece) {
            begin();
            if (piece.logprobs() == null) {
                piece(piece.text());
            } else {
                logprobs.add(piece.logprobs());
                ObjectNode chunk = chunk(piece.text(), null);
                ((ObjectNode) chunk.path("choices").path(0)).set("logprobs", logprobs.toJson());
                send(chunk);
            }
        } else if (event instanceof AnswerEvent.Refusal refusal) {
            begin();
            piece(refusal.text());
        } else if (event instanceof AnswerEvent.Finish finish) {
            begin();
            send(chunk("", FinishReasons.of(finish.reason())));
        } else if (event instanceof AnswerEvent.Counted counted) {
            usage = counted.usage();
        }
    }

    private void begin() {
        if (!begun && completion.echo()) {
            piece(completion.prompt(0));
        }
        begun = true;
    }

    private void piece(String piece) {
        if (text == null) {
            text = new EventTemplate(EventFraming.data(Json.bytes(chunk(EventTemplate.GAP, null))));
        }
        out.accept(text.fill(piece));
    }

    /** Of an answer in the provider's own frames, the last one is the end of the stream. */
    @Override
    public void end() {
        if (asSent) {
            return;
        }
        if (completion.usageWanted()) {
            ObjectNode counts = envelope();
            counts.putArray("choices");
            send(counts.set("usage", UsageJson.of(usage)));
        }
        out.accept(ChunkWriter.done());
    }

    private ObjectNode chunk(String piece, @Nullable String finishReason) {
        ObjectNode chunk = envelope();
        ObjectNode choice =
                chunk.putArray("choices").addObject().put("text", piece).put("index", 0);
        choice.set("logprobs", NullNode.instance);
        choice.put("finish_reason", finishReason);
        if (completion.usageWanted()) {
            chunk.putNull("usage");
        }
        return chunk;
    }

    private ObjectNode envelope() {
        return Json.object()
                .put("id", id)
                .put("object", "text_completion")
                .put("created", createdSeconds)
                .put("model", model.get());
    }

    private void send(ObjectNode chunk) {
        out.accept(EventFraming.data(Json.bytes(chunk)));
    }
}
