package io.oblix.dialect.ollama;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Usage;
import io.oblix.dialect.EventTemplate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One answer line by line. Tool calls are held until they are complete, because a line has each as a whole. */
final class AnswerLines {

    private final ChatRequest request;
    private final boolean hidesThinking;
    private final Consumer<byte[]> out;
    private final CalledTools calls;
    private AnswerEvent.Finish finish = new AnswerEvent.Finish("stop");
    private Usage usage = Usage.NONE;
    private long firstNanos;

    /** Whether Ollama's own last line has been sent. */
    private boolean ended;

    private @Nullable EventTemplate text;
    private @Nullable EventTemplate thinking;

    AnswerLines(ChatRequest request, boolean callIds, Consumer<byte[]> out) {
        this.calls = new CalledTools(callIds);
        this.request = request;
        this.hidesThinking = OllamaMemo.of(request).hidesThinking();
        this.out = out;
    }

    void write(AnswerEvent event) {
        if (firstNanos == 0 && event.isContent()) {
            firstNanos = System.nanoTime();
        }
        if (event instanceof AnswerEvent.Text said) {
            text(said.text(), said.logprobs());
        } else if (event instanceof AnswerEvent.Refusal refused) {
            text(refused.text(), null);
        } else if (event instanceof AnswerEvent.Reasoning thought) {
            thought(thought.text());
        } else if (event instanceof AnswerEvent.Finish end) {
            finish = end;
        } else if (event instanceof AnswerEvent.Counted counted) {
            usage = counted.usage();
        } else if (event instanceof AnswerEvent.Frame frame) {
            out.accept(frame.bytes());
            ended |= frame.says(AnswerEvent.Finish.class);
        } else {
            calls.add(event);
        }
    }

    private void text(String piece, @Nullable ArrayNode logprobs) {
        if (logprobs != null) {
            out.accept(LineJson.line(LineJson.of(request)
                    .said(piece, "")
                    .logprobs(LogprobsJson.of(logprobs))
                    .json()));
            return;
        }
        EventTemplate line = text;
        if (line == null) {
            line = template(EventTemplate.GAP, "");
            text = line;
        }
        out.accept(line.fill(piece));
    }

    private void thought(String piece) {
        if (hidesThinking) {
            return;
        }
        EventTemplate line = thinking;
        if (line == null) {
            line = template("", EventTemplate.GAP);
            thinking = line;
        }
        out.accept(line.fill(piece));
    }

    private EventTemplate template(String said, String thought) {
        return new EventTemplate(
                LineJson.line(LineJson.of(request).said(said, thought).json()));
    }

    /** The answer is complete. */
    void end(String answeredBy) {
        if (ended) {
            return;
        }
        ArrayNode called = calls.toJson();
        if (!called.isEmpty()) {
            out.accept(LineJson.line(
                    LineJson.of(request).said("", "").called(called).json()));
        }
        out.accept(LineJson.line(LineJson.of(request)
                .said("", "")
                .done(request, finish, usage, answeredBy, firstNanos)
                .json()));
    }
}
