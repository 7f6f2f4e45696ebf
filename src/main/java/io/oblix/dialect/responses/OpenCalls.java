package io.oblix.dialect.responses;

import io.oblix.chat.AnswerEvent;
import io.oblix.dialect.responses.tools.ToolBook;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The calls of one answer. They end in the order in which they began, each as soon as that is certain. */
final class OpenCalls {

    private final ToolBook book;
    private final EventSink sink;
    private final List<OutputItem> items;
    private final Map<Integer, CallItem> byIndex = new HashMap<>(2);
    private final Deque<CallItem> open = new ArrayDeque<>(2);
    private final Set<String> ids = new HashSet<>(2);

    /** @param items of the answer, to which each call is added */
    OpenCalls(ToolBook book, EventSink sink, List<OutputItem> items) {
        this.book = book;
        this.sink = sink;
        this.items = items;
    }

    static boolean begins(AnswerEvent event) {
        return event instanceof AnswerEvent.ToolCallStart || event instanceof AnswerEvent.CustomToolCallStart;
    }

    /** Writes an event of a call; all others are none of its business. */
    void write(AnswerEvent event) {
        if (event instanceof AnswerEvent.ToolCallStart call) {
            start(call.index(), call.id(), call.name(), false);
            add(call.index(), call.arguments());
        } else if (event instanceof AnswerEvent.ToolCallArguments arguments) {
            add(arguments.index(), arguments.json());
        } else if (event instanceof AnswerEvent.CustomToolCallStart call) {
            start(call.index(), call.id(), call.name(), true);
        } else if (event instanceof AnswerEvent.CustomToolCallInput input) {
            add(input.index(), input.text());
        }
    }

    /** @param plain whether what follows is the text of a custom tool, and no JSON */
    private void start(int index, String id, String name, boolean plain) {
        ToolBook.Tool tool = book.called(name);
        if (plain && tool.kind() != ToolBook.Kind.CUSTOM) {
            tool = new ToolBook.Tool(ToolBook.Kind.CUSTOM, tool.namespace(), tool.name());
        }
        // Some models give all calls of an answer the same id, or none.
        String callId = !id.isEmpty() && ids.add(id) ? id : sink.id("call_");
        CallItem call = new CallItem(sink, tool, callId, plain);
        items.add(call);
        open.add(call);
        byIndex.put(index, call);
    }

    private void add(int index, String piece) {
        CallItem call = byIndex.get(index);
        if (call != null && !call.isDone()) {
            call.add(piece);
        }
    }

    /** Ends those that are certain to be whole. */
    void closeWhole() {
        while (!open.isEmpty() && open.element().isWhole()) {
            open.remove().close(false);
        }
    }

    void closeAll(boolean cut) {
        while (!open.isEmpty()) {
            open.remove().close(cut);
        }
    }
}
