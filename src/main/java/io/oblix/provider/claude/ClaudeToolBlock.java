package io.oblix.provider.claude;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.provider.claude.schema.ArgumentNames;
import io.oblix.provider.claude.schema.PropertyNames;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The arguments of one call of a client's tool, which arrive as deltas, or whole at the start of the block. */
final class ClaudeToolBlock {

    private final int call;
    private final String input;

    /** Null where Anthropic accepts the names of all properties. */
    private final @Nullable ArgumentNames names;

    private boolean hasArguments;

    /**
     * @param call its index among the answer's calls
     * @param input the arguments at the start of the block
     */
    ClaudeToolBlock(int call, JsonNode input, PropertyNames names) {
        this.call = call;
        this.input = input.isObject() && !input.isEmpty() ? input.toString() : "{}";
        this.names = names.isEmpty() ? null : new ArgumentNames(names);
    }

    /** @param json the next piece */
    void arguments(String json, Consumer<AnswerEvent> out) {
        hasArguments = true;
        emit(names == null ? json : names.restored(json), out);
    }

    /** The block is over. A call whose arguments did not come as deltas had them at its start, or has none. */
    void end(Consumer<AnswerEvent> out) {
        if (!hasArguments) {
            arguments(input, out);
        }
        rest(out);
    }

    /** What is still held of arguments that were cut off. */
    void rest(Consumer<AnswerEvent> out) {
        emit(names == null ? "" : names.rest(), out);
    }

    private void emit(String json, Consumer<AnswerEvent> out) {
        if (!json.isEmpty()) {
            out.accept(new AnswerEvent.ToolCallArguments(call, json));
        }
    }
}
