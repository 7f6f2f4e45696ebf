package io.oblix.dialect.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.dialect.responses.input.ReasoningEnvelope;
import io.oblix.dialect.responses.tools.ToolBook;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The items of one answer. One message or one reasoning is open at a time: an item of another kind ends it. */
final class OpenItems {

    private final EventSink sink;
    private final boolean thinkingAsText;
    private final Runnable beforeFirst;
    private final List<OutputItem> items = new ArrayList<>(2);
    private final OpenCalls calls;
    private @Nullable MessageItem message;
    private @Nullable ReasoningItem reasoning;

    /** The text of the messages before the open one, in characters. */
    private int before;

    /**
     * @param thinkingAsText whether thinking is sent as it is, and not as a summary
     * @param beforeFirst begins the response, unless it has begun; called before each item
     */
    OpenItems(ToolBook book, EventSink sink, boolean thinkingAsText, Runnable beforeFirst) {
        this.sink = sink;
        this.thinkingAsText = thinkingAsText;
        this.beforeFirst = beforeFirst;
        this.calls = new OpenCalls(book, sink, items);
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    /** One that has been written as a whole. */
    void add(OutputItem item) {
        items.add(item);
    }

    MessageItem message(boolean refusal) {
        MessageItem open = message;
        if (open == null || open.isRefusal() != refusal) {
            beforeFirst.run();
            closeReasoning(null);
            closeMessage(OutputItem.COMPLETED);
            calls.closeWhole();
            open = new MessageItem(sink, refusal);
            items.add(open);
            message = open;
        }
        return open;
    }

    /** Goes on with a message that a provider began in its own events; null if it began none. */
    void goOn(@Nullable MessageItem open) {
        if (open != null) {
            message = open;
            items.add(open);
        }
    }

    ReasoningItem reasoning() {
        ReasoningItem open = reasoning;
        if (open == null) {
            beforeFirst.run();
            closeMessage(OutputItem.COMPLETED);
            calls.closeWhole();
            open = new ReasoningItem(sink, thinkingAsText);
            items.add(open);
            reasoning = open;
        }
        return open;
    }

    /** Claude signs thinking that it does not show, too. */
    void thinkingEnds(@Nullable String signature) {
        if (reasoning != null || signature != null) {
            ReasoningItem open = reasoning();
            closeReasoning(signature == null ? null : ReasoningEnvelope.thinking(open.text(), signature));
        }
    }

    void redacted(String data) {
        closeReasoning(null);
        reasoning();
        closeReasoning(ReasoningEnvelope.redacted(data));
    }

    void cite(ArrayNode citations) {
        if (message != null) {
            message.cite(citations, before);
        }
    }

    /** Writes an event of a call; all others are none of its business. */
    void call(AnswerEvent event) {
        if (OpenCalls.begins(event)) {
            beforeFirst.run();
            closeReasoning(null);
            closeMessage(OutputItem.COMPLETED);
            calls.closeWhole();
        }
        calls.write(event);
    }

    private void closeReasoning(@Nullable String proof) {
        ReasoningItem open = reasoning;
        if (open != null) {
            reasoning = null;
            open.close(proof);
        }
    }

    private void closeMessage(String status) {
        MessageItem open = message;
        if (open != null) {
            message = null;
            before += open.length();
            open.close(status);
        }
    }

    /** @param cut whether the answer ended at a limit */
    void close(boolean cut) {
        closeReasoning(null);
        closeMessage(cut ? OutputItem.INCOMPLETE : OutputItem.COMPLETED);
        calls.closeAll(cut);
    }

    /** Those that the client knows of, in their places. */
    List<OutputItem> added() {
        List<OutputItem> added = new ArrayList<>(items);
        added.removeIf(item -> !item.isAdded());
        added.sort(Comparator.comparingInt(item -> item.place));
        return added;
    }
}
