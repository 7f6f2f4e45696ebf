package io.oblix.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.json.RawJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One piece of an answer on its way from a model to the client. Most are in words of ours, which each dialect writes in
 * its own form. A provider that speaks OpenAI's format already passes its JSON on as {@link Chunk} or {@link Whole}, which
 * only chat completions take as they are; one that speaks the client's own dialect passes on {@link Frame}s.
 */
public sealed interface AnswerEvent {

    /** Whether the client sees any of it; from then on, another model cannot take over unnoticed. */
    default boolean isContent() {
        return true;
    }

    /**
     * A piece of the answer's text.
     *
     * @param text never empty
     * @param logprobs OpenAI's entries for its tokens; null if the client did not ask for them
     */
    record Text(String text, @Nullable ArrayNode logprobs) implements AnswerEvent {
        public Text(String text) {
            this(text, null);
        }
    }

    /** A piece of the model's thinking; never empty. */
    record Reasoning(String text) implements AnswerEvent {}

    /**
     * A block of thinking is complete.
     *
     * @param signature the provider's proof that the thinking is its own; null if it gives none
     */
    record ReasoningEnd(@Nullable String signature) implements AnswerEvent {
        @Override
        public boolean isContent() {
            return false;
        }
    }

    /** A block of thinking that the provider shows to none, in its place; it is sent back as it is. */
    record RedactedReasoning(String data) implements AnswerEvent {
        @Override
        public boolean isContent() {
            return false;
        }
    }

    /**
     * @param index counts the answer's tool calls from 0
     * @param arguments JSON if the call comes whole; empty if its arguments follow in pieces
     */
    record ToolCallStart(int index, String id, String name, String arguments) implements AnswerEvent {}

    /** A piece of the JSON of a tool call's arguments; never empty. */
    record ToolCallArguments(int index, String json) implements AnswerEvent {}

    /** A call of a custom tool, which takes text instead of JSON; it counts as a tool call. */
    record CustomToolCallStart(int index, String id, String name) implements AnswerEvent {}

    /** A piece of the text that a custom tool is called with; never empty. */
    record CustomToolCallInput(int index, String text) implements AnswerEvent {}

    /** The model declined, in its own words or in ours. */
    record Refusal(String text) implements AnswerEvent {}

    /** All sources that the text cites, as OpenAI's {@code url_citation}s; once, after the text. */
    record Annotations(ArrayNode citations) implements AnswerEvent {}

    /**
     * All of the model's thinking with its signatures, for a client that sends the conversation back; once, before the
     * finish.
     */
    record ThinkingBlocks(ArrayNode blocks) implements AnswerEvent {}

    /** The service tier that the provider used, in OpenAI's words; once, before the finish. */
    record ServiceTier(String name) implements AnswerEvent {
        @Override
        public boolean isContent() {
            return false;
        }
    }

    /**
     * The end of the answer.
     *
     * @param reason {@code stop}, {@code length}, {@code tool_calls} or {@code content_filter}
     * @param nativeReason the provider's own word for it, where that says more; else null
     * @param stopSequence which of the client's stop sequences ended the answer; null if none did, or it is not known
     */
    record Finish(
            String reason,
            @Nullable String nativeReason,
            @Nullable String stopSequence) implements AnswerEvent {
        public Finish(String reason) {
            this(reason, null, null);
        }
    }

    /** The token counts of the answer; may be repeated, the last one counts. */
    record Counted(Usage usage) implements AnswerEvent {
        @Override
        public boolean isContent() {
            return false;
        }
    }

    /**
     * A {@code chat.completion.chunk} that goes out as it is.
     *
     * @param json its bytes; its {@code model} is the provider's name for it
     * @param isContent false for the opening chunk, which holds only a role
     * @param parsed its choices if they have been parsed, for a later look at what was sent; else null
     * @param says the same in words of ours, where it is known to be a piece of text or of thinking and nothing else: nearly
     *     all chunks are, and their choices are parsed only when they are asked for; else null
     */
    record Chunk(
            byte[] json,
            boolean isContent,
            @Nullable JsonNode parsed,
            @Nullable AnswerEvent says) implements AnswerEvent {
        public Chunk(byte[] json, boolean isContent, @Nullable JsonNode choices) {
            this(json, isContent, choices, null);
        }

        /** Null where they are not known. */
        public @Nullable JsonNode choices() {
            ObjectNode unparsed = says == null ? null : Json.objectOrNull(json);
            return unparsed == null ? parsed : unparsed.get("choices");
        }
    }

    /**
     * The model broke off, and another one, which {@link Answer#model} names now, finishes the answer.
     *
     * @param note for a comment in the stream: which model goes on and why, without any text of the conversation
     * @param how in one word: {@code identical} if it said the same from the beginning, {@code continued} if it went on
     */
    record Continued(String note, String how) implements AnswerEvent {
        @Override
        public boolean isContent() {
            return false;
        }
    }

    /**
     * A whole {@code chat.completion} that goes out as it is.
     *
     * @param choices and {@code model}: its own, if they have been parsed; else null
     */
    record Whole(
            byte[] json,
            @Nullable JsonNode choices,
            @Nullable String model) implements AnswerEvent {
        public Whole(byte[] json) {
            this(json, null, null);
        }
    }

    /**
     * A piece of an answer in the client's own dialect, from a provider that speaks it: an event of a stream with its
     * framing, or the body of a whole answer. It goes out as it is, and never to a client of another dialect.
     *
     * @param name of the event, {@code content_block_delta}; empty where the dialect has none
     * @param bytes shared, must not be changed
     * @param isContent whether the client sees any of it
     * @param says the same in words of ours, for whatever watches the answer; empty if we have none for it
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Frame(String name, byte[] bytes, boolean isContent, List<AnswerEvent> says) implements AnswerEvent {

        /** Whether it says an event of this kind. */
        public boolean says(Class<? extends AnswerEvent> kind) {
            for (AnswerEvent said : says) {
                if (kind.isInstance(said)) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * The vectors of an {@link EmbeddingRequest}, in the order of its inputs.
     *
     * @param vectors each an array of numbers, or a text that is base64 of 32-bit floats, as the provider wrote it
     * @param isOpenAis whether the bytes around them are a whole answer in OpenAI's format
     */
    record Vectors(List<RawJson> vectors, boolean isOpenAis) implements AnswerEvent {}
}
