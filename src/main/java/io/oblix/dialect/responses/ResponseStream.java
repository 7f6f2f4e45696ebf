package io.oblix.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Usage;
import io.oblix.json.Json;
import io.oblix.server.reply.EventFraming;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One answer as items and the events about them. A whole answer is the response at the end of it, without the events, so
 * the two never differ.
 */
final class ResponseStream {

    private final ResponsesMemo memo;
    private final Supplier<String> model;
    private final EventSink sink;
    private final LongSupplier nowSeconds;
    private final OpenItems items;
    private final PassedOn passed = new PassedOn();

    /** Of the conversation, where one is asked for. */
    private final StringBuilder summary = new StringBuilder(0);

    private boolean started;
    private boolean refused;
    private AnswerEvent.@Nullable Finish finish;
    private @Nullable String serviceTier;
    private Usage usage = Usage.NONE;

    /**
     * @param model the name of the model that answers now
     * @param thinkingAsText whether thinking is sent as it is, and not as a summary
     */
    ResponseStream(
            ResponsesMemo memo,
            Supplier<String> model,
            EventSink sink,
            LongSupplier nowSeconds,
            boolean thinkingAsText) {
        this.memo = memo;
        this.model = model;
        this.sink = sink;
        this.nowSeconds = nowSeconds;
        this.items = new OpenItems(memo.book(), sink, thinkingAsText, this::start);
    }

    void write(AnswerEvent event) {
        if (event instanceof AnswerEvent.Frame frame) {
            started = true;
            passed.add(frame);
            sink.pass(frame.bytes());
        } else if (memo.conversation().endsInTrigger()) {
            summarize(event);
        } else if (event instanceof AnswerEvent.Text text) {
            items.message(false).add(text.text(), text.logprobs());
        } else if (event instanceof AnswerEvent.Reasoning thought) {
            items.reasoning().add(thought.text());
        } else if (event instanceof AnswerEvent.ReasoningEnd end) {
            items.thinkingEnds(end.signature());
        } else if (event instanceof AnswerEvent.RedactedReasoning redacted) {
            items.redacted(redacted.data());
        } else if (event instanceof AnswerEvent.Refusal refusal) {
            refused = true;
            items.message(!memo.refusesInText()).add(refusal.text(), null);
        } else if (event instanceof AnswerEvent.Annotations annotations) {
            items.cite(annotations.citations());
        } else if (event instanceof AnswerEvent.Continued by) {
            sink.pass(EventFraming.comment(by.note()));
            goOn();
        } else {
            note(event);
        }
    }

    /** All that counts is its text. */
    private void summarize(AnswerEvent event) {
        if (event instanceof AnswerEvent.Text text) {
            summary.append(text.text());
        } else if (event instanceof AnswerEvent.Counted counted) {
            usage = counted.usage();
        }
    }

    private void note(AnswerEvent event) {
        if (event instanceof AnswerEvent.Finish end) {
            finish = end;
            items.close(end.reason().equals("length"));
        } else if (event instanceof AnswerEvent.Counted counted) {
            usage = counted.usage();
        } else if (event instanceof AnswerEvent.ServiceTier tier) {
            serviceTier = tier.name();
        } else {
            items.call(event);
        }
    }

    private void start() {
        if (!started) {
            started = true;
            if (sink.isHeard()) {
                byte[] begun = memo.response().begun(model.get());
                sink.response("response.created", begun);
                sink.response("response.in_progress", begun);
            }
        }
    }

    /** Another model goes on. What a provider sent in events of its own becomes items of ours. */
    private void goOn() {
        if (passed.isEmpty()) {
            return;
        }
        sink.goOn(passed.nextNumber(), passed.nextPlace());
        items.goOn(passed.openMessage(sink));
    }

    /** What the provider sent of the response at its end in events of its own; null if the end is ours to write. */
    @Nullable ObjectNode asSent() {
        return passed.response();
    }

    /** The answer is complete, by events in words of ours at its end at least. */
    Ended end() {
        items.close(false);
        if (memo.conversation().endsInTrigger()) {
            start();
            items.add(new Compaction(sink, summary.toString()));
        } else if (items.isEmpty()) {
            // Clients expect one item at least.
            items.message(false);
            items.close(false);
        }
        String reason = finish == null || refused ? "stop" : finish.reason();
        boolean cut = reason.equals("length");
        boolean incomplete = cut || reason.equals("content_filter");
        ResponseObject response = response();
        List<String> ids = new ArrayList<>(1);
        ResponseObject.Answered answer = answered(ids);
        byte[] json = incomplete
                ? response.incomplete(answer, cut ? "max_output_tokens" : reason)
                : response.completed(answer, nowSeconds.getAsLong());
        sink.response(incomplete ? "response.incomplete" : "response.completed", json);
        return new Ended(response.id(), List.copyOf(ids), json);
    }

    /** What a provider has begun goes on under its name. */
    private ResponseObject response() {
        return passed.isEmpty() ? memo.response() : memo.response().knownAs(passed.begun());
    }

    /** @param ids gets those of the items */
    private ResponseObject.Answered answered(List<String> ids) {
        List<byte[]> output = new ArrayList<>(1);
        for (JsonNode item : passed.done()) {
            String id = Json.text(item, "id");
            if (id != null) {
                ids.add(id);
            }
            output.add(Json.bytes(item));
        }
        for (OutputItem item : items.added()) {
            ids.add(item.id);
            output.add(item.last());
        }
        return new ResponseObject.Answered(model.get(), JsonTemplate.elements(output), serviceTier, usage);
    }

    /**
     * The answer broke off: an error that all clients notice, and the end of the response. What is open stays so.
     *
     * @param error {@code code}, {@code message}, {@code param} and {@code type}
     */
    void fail(ObjectNode error) {
        if (passed.isEmpty()) {
            start();
        } else if (passed.response() != null) {
            return;
        } else {
            goOn();
        }
        ObjectNode event = error.deepCopy().without(List.of("type"));
        sink.send("error", () -> event.set("error", error));
        ObjectNode why = Json.object()
                .put("code", error.path("code").asText())
                .put("message", error.path("message").asText());
        sink.response("response.failed", response().failed(answered(new ArrayList<>(0)), why));
    }
}
