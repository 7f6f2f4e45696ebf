package io.oblix.ask.attempt;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.CompletionRequest;
import io.oblix.chat.EmbeddingRequest;
import io.oblix.chat.Usage;
import io.oblix.facts.RequestFactsReader;
import io.oblix.json.Json;
import io.oblix.provider.AnswerReader;
import io.oblix.upstream.AnswerTooLong;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one answer has amounted to so far: its size, its usage, and which of its choices have ended. */
final class Received {

    /** What a stream may send before its first content; it is held in memory until then. */
    static final int MAX_OPENING_BYTES = 1024 * 1024;

    /** What is read by an event loop, which others wait for; a longer answer has a thread. */
    static final int MAX_SHORT_BYTES = 64 * 1024;

    /** What is held in memory for a client that wants the answer in one piece. */
    private static final int MAX_WHOLE_BYTES = 64 * 1024 * 1024;

    private static final int MAX_CHARS_PER_TOKEN = 8;
    private static final int USUAL_CHARS_PER_TOKEN = 4;

    private final ChatRequest request;
    private final boolean streaming;
    private final int choices;
    private final Set<Integer> ended = new HashSet<>();
    private @Nullable AnswerReader reader;
    private Usage usage = Usage.NONE;
    private long bytes;
    private long pieces;
    private long chars;

    Received(ChatRequest request) {
        this.request = request;
        this.streaming = request.streaming();
        this.choices = Math.max(1, request.body().path("n").asInt(1));
    }

    /** The provider has begun to answer; this reads what comes. */
    void begun(AnswerReader by) {
        reader = by;
    }

    /** @throws AnswerTooLong when the client wants the whole answer and it is too long to be held */
    void piece(int length) {
        bytes += length;
        if (!streaming && bytes > MAX_WHOLE_BYTES) {
            throw new AnswerTooLong("an answer", MAX_WHOLE_BYTES);
        }
    }

    /** Whether reading it has taken no time worth a thread so far. */
    boolean isShort() {
        return bytes <= MAX_SHORT_BYTES;
    }

    /** Whether a stream without content is too long already. */
    boolean isTooLongAnOpening() {
        return streaming && bytes > MAX_OPENING_BYTES;
    }

    /** Notes the tokens that the provider counts, and the length of each piece, in case that it does not come to count. */
    void said(AnswerEvent event) {
        if (event instanceof AnswerEvent.Counted counted) {
            usage = counted.usage();
        } else if (event instanceof AnswerEvent.Text text) {
            said(text.text().length());
        } else if (event instanceof AnswerEvent.Chunk chunk && chunk.says() != null) {
            said(chunk.says());
        } else if (event instanceof AnswerEvent.Chunk chunk && chunk.isContent()) {
            said(length(chunk.choices()));
        } else if (event instanceof AnswerEvent.Frame frame) {
            frame.says().forEach(this::said);
            if (frame.isContent() && frame.says().isEmpty()) {
                // Of a kind that we have no words for, such as the input of a tool that is no function.
                said(USUAL_CHARS_PER_TOKEN);
            }
        } else if (event instanceof AnswerEvent.Reasoning thought) {
            said(thought.text().length());
        } else if (event instanceof AnswerEvent.ToolCallArguments arguments) {
            said(arguments.json().length());
        } else if (event instanceof AnswerEvent.CustomToolCallInput input) {
            said(input.text().length());
        } else if (event instanceof AnswerEvent.Refusal refusal) {
            said(refusal.text().length());
        } else if (event instanceof AnswerEvent.Whole whole) {
            said(whole.json().length);
        }
    }

    /** The length of a chunk's text, or of a usual token where it was not parsed or holds something else. */
    private static int length(@Nullable JsonNode choices) {
        int length = 0;
        if (choices != null) {
            for (JsonNode choice : choices) {
                String text = Json.text(choice.path("delta"), "content");
                length += text == null ? 0 : text.length();
            }
        }
        return length == 0 ? USUAL_CHARS_PER_TOKEN : length;
    }

    private void said(int length) {
        pieces++;
        chars += length;
    }

    /** How many pieces of content have come. */
    long pieces() {
        return pieces;
    }

    /**
     * An estimate of the tokens that have come. Most providers send a token at a time, and then the pieces are the best
     * count. Of a whole answer that is not all there only the length of its JSON is known, which may be pictures or sound. A
     * model writes no more than it was asked for.
     */
    private long tokens() {
        if (EmbeddingRequest.of(request) != null) {
            return 0;
        }
        long written = pieces == 0 && isWhole()
                ? bytes / USUAL_CHARS_PER_TOKEN
                : chars <= pieces * MAX_CHARS_PER_TOKEN ? pieces : chars / USUAL_CHARS_PER_TOKEN;
        long most = RequestFactsReader.maxOutputTokens(request) * answers();
        return most == 0 ? written : Math.min(most, written);
    }

    /** How many there may be of that length. */
    private long answers() {
        CompletionRequest completion = CompletionRequest.of(request);
        return completion == null
                ? choices
                : (long) Math.max(1, completion.prompts().size()) * Math.max(completion.n(), completion.bestOf());
    }

    /** Whether the answer comes in one piece, so that nothing of it is read before its end. */
    boolean isWhole() {
        return reader != null && reader.isWhole();
    }

    /** What the provider has counted so far; all 0 where it counts at the end. */
    Usage told() {
        return usage.totalTokens() > 0 || reader == null ? usage : reader.counted();
    }

    /**
     * What a provider bills that did not come to count the answer.
     *
     * @param promptTokens an estimate
     */
    Usage estimated(long promptTokens) {
        Usage told = told();
        return new Usage(
                told.promptTokens() > 0 ? told.promptTokens() : promptTokens,
                Math.max(told.completionTokens(), tokens()),
                told.cachedTokens(),
                told.cacheWriteTokens(),
                told.reasoningTokens(),
                true);
    }

    Usage usage() {
        return usage;
    }

    /** Notes the end of a choice; true when it is the last one's, after which nothing of the answer follows. */
    boolean isLastEnd(AnswerEvent event) {
        if (event instanceof AnswerEvent.Frame frame) {
            return frame.says().stream().anyMatch(this::isLastEnd);
        }
        if (!(event instanceof AnswerEvent.Chunk chunk)) {
            return event instanceof AnswerEvent.Finish;
        }
        JsonNode read = chunk.parsed();
        if (read == null) {
            return false;
        }
        for (JsonNode choice : read) {
            if (Json.text(choice, "finish_reason") != null) {
                ended.add(choice.path("index").asInt());
            }
        }
        return ended.size() >= choices;
    }
}
