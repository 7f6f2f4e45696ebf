package io.oblix.dialect.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.dialect.responses.tools.ClientTools;
import io.oblix.dialect.responses.tools.CustomInput;
import io.oblix.dialect.responses.tools.ToolBook;
import io.oblix.json.Json;
import io.oblix.json.JsonEnd;
import org.jspecify.annotations.Nullable;

/**
 * A call of one of the client's tools, in the shape of its kind: Codex rejects a call that comes back in another one. Only
 * the arguments of a function are sent as they come; of all others the model writes JSON that has to be unwrapped first.
 */
final class CallItem extends OutputItem {

    private final ToolBook.Tool tool;
    private final String callId;
    private final StringBuilder arguments = new StringBuilder();
    private final JsonEnd end = new JsonEnd();
    private @Nullable DeltaTemplate template;

    /** Whether the model's provider knows tools that take text. */
    private final boolean plain;

    CallItem(EventSink sink, ToolBook.Tool tool, String callId, boolean plain) {
        super(sink, tool.kind().prefix());
        this.tool = tool;
        this.callId = callId;
        this.plain = plain;
        if (tool.kind() == ToolBook.Kind.FUNCTION || tool.kind() == ToolBook.Kind.CUSTOM) {
            add();
        }
    }

    void add(String piece) {
        if (piece.isEmpty()) {
            return;
        }
        arguments.append(piece);
        end.feed(piece);
        if (tool.kind() == ToolBook.Kind.FUNCTION && sink.isHeard()) {
            if (template == null) {
                template = new DeltaTemplate("response.function_call_arguments.delta", about());
            }
            sink.send(template, piece);
        }
    }

    /** Whether nothing can follow. */
    boolean isWhole() {
        return !plain && end.isReached() && Json.valueOrNull(arguments.toString()) instanceof ObjectNode;
    }

    /** @param cut whether the model may not have come to its end */
    void close(boolean cut) {
        if (arguments.isEmpty() && !plain) {
            // Some clients read the arguments from these events alone.
            add("{}");
        }
        String status = cut && !isWhole() ? INCOMPLETE : COMPLETED;
        switch (tool.kind()) {
            case FUNCTION ->
                sink.send(
                        "response.function_call_arguments.done", () -> about().put("arguments", arguments.toString()));
            case CUSTOM -> {
                String input = input();
                sink.send("response.custom_tool_call_input.delta", () -> about().put("delta", input));
                sink.send("response.custom_tool_call_input.done", () -> about().put("input", input));
            }
            default -> add();
        }
        done(status);
    }

    private String input() {
        return plain ? arguments.toString() : CustomInput.unwrapped(arguments.toString());
    }

    @Override
    byte[] json(String status) {
        ObjectNode item = Json.object()
                .put("id", id)
                .put("type", tool.kind().item())
                .put("status", status)
                .put("call_id", callId);
        boolean begun = status.equals(IN_PROGRESS);
        switch (tool.kind()) {
            case FUNCTION -> named(item).put("arguments", begun ? "" : arguments.toString());
            case CUSTOM -> named(item).put("input", begun ? "" : input());
            default -> ClientTools.call(tool.kind(), item, begun ? "" : arguments.toString());
        }
        return Json.bytes(item);
    }

    private ObjectNode named(ObjectNode item) {
        item.put("name", tool.name());
        if (tool.namespace() != null) {
            item.put("namespace", tool.namespace());
        }
        return item;
    }
}
