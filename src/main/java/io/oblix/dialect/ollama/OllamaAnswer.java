package io.oblix.dialect.ollama;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Usage;
import io.oblix.json.Json;
import org.jspecify.annotations.Nullable;

/** Puts the events of one answer together, for a client that wants it whole. */
final class OllamaAnswer {

    private final ChatRequest request;
    private final boolean hidesThinking;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder thinking = new StringBuilder(0);
    private final CalledTools calls;
    private final ArrayNode logprobs = Json.MAPPER.createArrayNode();
    private AnswerEvent.Finish finish = new AnswerEvent.Finish("stop");
    private Usage usage = Usage.NONE;
    private long firstNanos;
    private byte @Nullable [] asSent;

    OllamaAnswer(ChatRequest request, boolean callIds) {
        this.calls = new CalledTools(callIds);
        this.request = request;
        this.hidesThinking = OllamaMemo.of(request).hidesThinking();
    }

    void add(AnswerEvent event) {
        if (firstNanos == 0 && event.isContent()) {
            firstNanos = System.nanoTime();
        }
        if (event instanceof AnswerEvent.Text said) {
            text.append(said.text());
            logprobs.addAll(LogprobsJson.of(said.logprobs()));
        } else if (event instanceof AnswerEvent.Refusal refused) {
            text.append(refused.text());
        } else if (event instanceof AnswerEvent.Reasoning thought) {
            thinking.append(hidesThinking ? "" : thought.text());
        } else if (event instanceof AnswerEvent.Finish end) {
            finish = end;
        } else if (event instanceof AnswerEvent.Counted counted) {
            usage = counted.usage();
        } else if (event instanceof AnswerEvent.Frame frame) {
            asSent = frame.bytes();
        } else {
            calls.add(event);
        }
    }

    byte[] toJson(String answeredBy) {
        return asSent != null
                ? asSent
                : Json.bytes(LineJson.of(request)
                        .said(text.toString(), thinking.toString())
                        .called(calls.toJson())
                        .logprobs(logprobs)
                        .done(request, finish, usage, answeredBy, firstNanos)
                        .json());
    }
}
