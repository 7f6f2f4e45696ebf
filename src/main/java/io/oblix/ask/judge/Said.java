package io.oblix.ask.judge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.dialect.ChunkWords;
import io.oblix.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an answer has said so far, in whichever words it came, and how sure its model was of the text. */
final class Said {

    /** A tool call as far as it was read. */
    record ToolCall(String name, StringBuilder arguments) {}

    private static final int LEAST_TIMES_TOLD = 4;

    private final ChunkWords chunks = new ChunkWords(this::add);
    private final StringBuilder text = new StringBuilder();
    private final List<ToolCall> calls = new ArrayList<>(0);
    private final Confidence confidence;
    private int untoldChars;
    private boolean inFrames;
    private boolean refused;
    private boolean more;
    private int thinkingChars;
    private @Nullable String finish;

    /** @param json whether the client asked for JSON */
    Said(boolean json) {
        this.confidence = new Confidence(json);
    }

    void add(AnswerEvent event) {
        if (event instanceof AnswerEvent.Text piece) {
            text(piece.text(), piece.logprobs());
        } else if (event instanceof AnswerEvent.Chunk chunk) {
            chunks.chunk(chunk.choices());
        } else if (event instanceof AnswerEvent.Whole whole) {
            ObjectNode json = Json.objectOrNull(whole.json());
            if (json != null) {
                chunks.whole(json.path("choices").path(0));
            }
        } else if (event instanceof AnswerEvent.Frame frame) {
            inFrames = true;
            more |= frame.isContent() && frame.says().isEmpty();
            frame.says().forEach(this::add);
        } else if (event instanceof AnswerEvent.ToolCallStart call) {
            calls.add(new ToolCall(call.name(), new StringBuilder(call.arguments())));
        } else if (event instanceof AnswerEvent.ToolCallArguments piece && piece.index() < calls.size()) {
            calls.get(piece.index()).arguments().append(piece.json());
        } else if (event instanceof AnswerEvent.Refusal) {
            refused = true;
        } else if (event instanceof AnswerEvent.Reasoning thought) {
            thinkingChars += thought.text().length();
        } else if (event instanceof AnswerEvent.Finish end) {
            finish = end.reason();
        } else {
            more |= event.isContent();
        }
    }

    /** The log probabilities of thinking are not among those of a text. */
    private void text(String piece, @Nullable ArrayNode logprobs) {
        text.append(piece);
        ArrayNode tokens = logprobs == null ? null : TextTokens.of(piece, logprobs, thinkingChars > 0);
        if (tokens == null || tokens.isEmpty()) {
            untoldChars += piece.length();
        } else {
            confidence.add(tokens);
        }
    }

    CharSequence text() {
        return text;
    }

    List<ToolCall> calls() {
        return calls;
    }

    /** {@code stop}, {@code length} and the like; null before the end. */
    @Nullable String finish() {
        return finish;
    }

    boolean isRefused() {
        return refused;
    }

    /** Whether there is nothing that a client shows but thinking. */
    boolean isEmpty() {
        return text.toString().isBlank() && calls.isEmpty() && !refused && !more;
    }

    /** Null where the text came, or more than the last bit of it, without a value for each token. */
    @Nullable Confidence confidence() {
        return isTold() && confidence.isKnown() ? confidence : null;
    }

    /** Whether the text, except the last bit of it, came with a value for each token. */
    boolean isTold() {
        return confidence.isTold() && untoldChars * LEAST_TIMES_TOLD <= text.length();
    }

    /** Whether there is a text, and its tokens did not come with values: the model's server does not tell them. */
    boolean isUntold() {
        return !text.isEmpty() && !inFrames && !isTold();
    }

    /** Tokens of the text, where its server tells them; else 0. */
    int tokens() {
        return confidence.tokens();
    }

    /** All that is held in memory of it. */
    int chars() {
        int ofCalls = 0;
        for (ToolCall call : calls) {
            ofCalls += call.arguments().length();
        }
        return text.length() + thinkingChars + ofCalls;
    }
}
