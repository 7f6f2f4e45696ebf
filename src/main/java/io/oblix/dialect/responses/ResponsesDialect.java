package io.oblix.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Answer;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.dialect.Caller;
import io.oblix.dialect.Dialect;
import io.oblix.dialect.StreamWriter;
import io.oblix.json.Json;
import io.oblix.server.HttpRequest;
import io.oblix.server.reply.StreamFraming;
import io.oblix.settings.AnswerSettings;
import io.oblix.settings.ServerSettings;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's Responses.
 *
 * @param thinkingAsText whether thinking is sent as it is, and not as a summary
 * @param compacts whether each answer is a summary of the conversation, in a form of its own
 * @param memory of the last responses
 * @param ids makes an id of its prefix
 * @param nowSeconds Unix time
 */
public record ResponsesDialect(
        AnswerSettings settings,
        boolean thinkingAsText,
        boolean compacts,
        ResponsesMemory memory,
        UnaryOperator<String> ids,
        LongSupplier nowSeconds)
        implements Dialect, ResponsesErrors {

    public static final String NAME = "responses";

    private static final Set<String> PROPER_ENDS = Set.of(OutputItem.COMPLETED, OutputItem.INCOMPLETE);

    public ResponsesDialect(ServerSettings settings) {
        this(
                settings.answers(),
                settings.responses().thinkingAsText(),
                false,
                new ResponsesMemory(
                        settings.responses().memoryBytes(),
                        settings.responses().memoryTtl().toNanos()),
                ItemIds::next,
                () -> TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis()));
    }

    /** The same for requests whose answer is a summary of their conversation. */
    public ResponsesDialect compacting() {
        return new ResponsesDialect(settings, thinkingAsText, true, memory, ids, nowSeconds);
    }

    @Override
    public boolean isOwn(JsonNode body) {
        return body.has("input") && !body.has("messages");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ChatRequest read(HttpRequest http, Cancellation cancellation) {
        return read(Caller.of(http), Asker.of(http), http.body(), cancellation);
    }

    ChatRequest read(Caller caller, Asker asker, byte[] body, Cancellation cancellation) {
        ChatRequest request = ResponsesReader.read(caller, asker, body, this, cancellation);
        ResponsesMemo.of(request).framing().before(out -> stream(request, request::model, out));
        return request;
    }

    private ResponseStream stream(ChatRequest request, Supplier<String> model, @Nullable Consumer<byte[]> out) {
        return new ResponseStream(
                ResponsesMemo.of(request), model, new EventSink(out, ids), nowSeconds, thinkingAsText);
    }

    @Override
    public byte[] whole(ChatRequest request, Answer answer) {
        byte[] asSent = null;
        ResponseStream stream = stream(request, () -> settings.model(answer), null);
        AnswerEvent event;
        while ((event = answer.next()) != null) {
            asSent = event instanceof AnswerEvent.Frame frame ? frame.bytes() : asSent;
            stream.write(event);
        }
        ObjectNode theirs = stream.asSent();
        if (asSent != null && theirs != null) {
            remember(request, theirs, asSent, answer);
            return asSent;
        }
        Ended response = stream.end();
        if (compacts) {
            return Json.bytes(Compaction.of(ResponsesMemo.of(request).conversation(), response, ids));
        }
        remember(request, response);
        return response.json();
    }

    @Override
    public StreamWriter stream(ChatRequest request, Answer answer, Consumer<byte[]> pieces) {
        ResponseStream stream = ResponsesMemo.of(request)
                .framing()
                .begin(out -> stream(request, () -> settings.model(answer), out), pieces);
        return new StreamWriter() {
            @Override
            public void write(AnswerEvent event) {
                stream.write(event);
            }

            @Override
            public void end() {
                ObjectNode theirs = stream.asSent();
                if (theirs == null) {
                    remember(request, stream.end());
                } else {
                    remember(request, theirs, null, answer);
                }
            }
        };
    }

    private void remember(ChatRequest request, Ended response) {
        Kept kept = kept(request);
        if (kept != null) {
            memory.remember(kept, response);
        }
    }

    /**
     * One that its provider keeps too.
     *
     * @param json the same response; null where it was not sent on its own
     */
    private void remember(ChatRequest request, ObjectNode response, byte @Nullable [] json, Answer answer) {
        Kept kept = kept(request);
        // What a provider reports as failed, or has not begun, is no turn to go on from.
        boolean ended = PROPER_ENDS.contains(response.path("status").asText(OutputItem.COMPLETED));
        if (kept != null && ended) {
            memory.remember(
                    kept,
                    response,
                    json == null ? Json.bytes(response) : json,
                    answer.by().model());
        }
    }

    private static @Nullable Kept kept(ChatRequest request) {
        Kept kept = ResponsesMemo.of(request).kept();
        // A key or a policy may keep a request local that its client does not.
        return kept != null && request.localOnly() ? kept.local() : kept;
    }

    @Override
    public StreamFraming framing(ChatRequest request) {
        return ResponsesMemo.of(request).framing();
    }
}
