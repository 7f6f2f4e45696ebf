package io.oblix.dialect.messages;

import io.oblix.json.JsonEnd;
import io.oblix.problem.FailureKind;
import io.oblix.problem.UpstreamProblem;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tool calls of one answer, each a block of its own. In a stream only one block is open at a time, so the pieces of a
 * call that begins while another is unfinished wait for its end; some servers send calls in turns.
 */
final class OpenCalls {

    private static final class Call {
        private final String id;
        private final String name;
        private final boolean custom;
        private final StringBuilder held = new StringBuilder(0);
        private final JsonEnd end = new JsonEnd();
        private boolean hasInput;
        private boolean closed;

        private Call(String id, String name, boolean custom) {
            this.id = id;
            this.name = name;
            this.custom = custom;
        }
    }

    private final MessageStream stream;
    private final Blocks blocks;
    private final Map<Integer, Call> byIndex = new HashMap<>(2);
    private final Deque<Call> waiting = new ArrayDeque<>(0);
    private @Nullable Call open;

    OpenCalls(MessageStream stream, Blocks blocks) {
        this.stream = stream;
        this.blocks = blocks;
    }

    void start(int index, String id, String name, boolean custom) {
        Call call = new Call(id, name, custom);
        byIndex.put(index, call);
        Call before = open;
        if (before != null && !before.end.isReached()) {
            waiting.add(call);
        } else {
            open(call);
        }
    }

    private void open(Call call) {
        stream.openCall(call.id, call.name);
        open = call;
        if (call.custom) {
            piece(call, "{\"input\":\"");
        }
        piece(call, call.held.toString());
    }

    void input(int index, String json) {
        Call call = byIndex.get(index);
        if (call == null || call.closed) {
            throw new UpstreamProblem(
                    FailureKind.BROKEN_ANSWER, stream.modelName(), "sent arguments of a tool call that had ended");
        }
        if (call != open) {
            call.held.append(json);
            return;
        }
        piece(call, json);
        while (open != null && open.end.isReached() && !waiting.isEmpty()) {
            close();
            open(waiting.remove());
        }
    }

    private void piece(Call call, String json) {
        if (!json.isEmpty()) {
            call.hasInput = true;
            call.end.feed(json);
            blocks.piece(json);
        }
    }

    /** Ends the call that is open; one without arguments has an empty object, without which Java's client fails. */
    void close() {
        Call call = open;
        if (call == null) {
            return;
        }
        if (call.custom) {
            blocks.piece("\"}");
        } else if (!call.hasInput) {
            blocks.piece("{}");
        }
        call.closed = true;
        open = null;
        blocks.stop();
    }

    /** The answer is at its end: whatever waits is written. */
    void flush() {
        close();
        while (!waiting.isEmpty()) {
            open(waiting.remove());
            close();
        }
    }
}
