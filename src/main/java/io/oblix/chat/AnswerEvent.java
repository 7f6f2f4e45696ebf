package io.oblix.chat;

/**
 * One piece of an answer on its way from a model to the caller. Translated providers speak in the first group, which
 * {@link ChunkWriter} and {@link AnswerAssembly} put into OpenAI's JSON; a provider that speaks OpenAI's format
 * already hands its own JSON over.
 */
public sealed interface AnswerEvent {

    /** Whether the caller would see something of it: from here on another model can no longer take over unseen. */
    default boolean isContent() {
        return true;
    }

    /** A piece of the answer's text; never empty. */
    record Text(String text) implements AnswerEvent {}

    /** A piece of the model's thinking; never empty. */
    record Reasoning(String text) implements AnswerEvent {}

    /** @param index counts the answer's tool calls from 0 */
    record ToolCallStart(int index, String id, String name) implements AnswerEvent {}

    /** A piece of the JSON of a tool call's arguments; never empty. */
    record ToolCallArguments(int index, String json) implements AnswerEvent {}

    /** A call of a custom tool, which takes text and no JSON; it is counted among the tool calls. */
    record CustomToolCallStart(int index, String id, String name) implements AnswerEvent {}

    /** A piece of the text that a custom tool is called with; never empty. */
    record CustomToolCallInput(int index, String text) implements AnswerEvent {}

    /** The model declined, in its words or in ours. */
    record Refusal(String text) implements AnswerEvent {}

    /** @param reason {@code stop}, {@code length}, {@code tool_calls} or {@code content_filter} */
    record Finish(String reason) implements AnswerEvent {}

    /** What the answer cost; may be repeated, the last one counts. Nothing of it is sent by itself. */
    record Counted(Usage usage) implements AnswerEvent {
        @Override
        public boolean isContent() {
            return false;
        }
    }

    /**
     * A {@code chat.completion.chunk} that goes out as it is.
     *
     * @param json its bytes, with our {@code model}
     * @param isContent false for the opening chunk, which holds no more than a role
     */
    record Chunk(byte[] json, boolean isContent) implements AnswerEvent {}

    /** A whole {@code chat.completion} that goes out as it is. */
    record Whole(byte[] json) implements AnswerEvent {}
}
