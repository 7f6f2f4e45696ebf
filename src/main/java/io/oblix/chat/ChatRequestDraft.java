package io.oblix.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.RawJson;
import io.oblix.key.KeyUse;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ChatRequest} while it is put together, each part under its name; what they mean stands there. What is not set
 * is as in a chat completion of a client that sends no headers. Used once, on one thread.
 */
public final class ChatRequestDraft {

    private final String id;
    private final long receivedNanos;
    ObjectNode body;
    ArrayNode messages;
    public @Nullable RawJson rawMessages;
    public String model = "";
    public boolean streaming;
    public boolean usageWanted;
    public boolean localOnly;
    public @Nullable String conversation;
    public String client = "";
    public String task = "";
    public int sizeBytes;
    public Cancellation cancellation;
    String dialect = ChatRequest.CHAT;

    @Nullable Original original;

    Rendering rendering = Rendering.EXACT;
    KeyUse use = KeyUse.NONE;
    Trace trace = Trace.NONE;

    public ChatRequestDraft(
            String id, ObjectNode body, ArrayNode messages, long receivedNanos, Cancellation cancellation) {
        this.id = id;
        this.receivedNanos = receivedNanos;
        this.body = body;
        this.messages = messages;
        this.cancellation = cancellation;
    }

    /** A copy, to be changed. */
    ChatRequestDraft(ChatRequest from) {
        this(from.id(), from.body(), from.messages(), from.receivedNanos(), from.cancellation());
        rawMessages = from.rawMessages();
        model = from.model();
        streaming = from.streaming();
        usageWanted = from.usageWanted();
        localOnly = from.localOnly();
        conversation = from.conversation();
        client = from.client();
        task = from.task();
        sizeBytes = from.sizeBytes();
        dialect = from.dialect();
        original = from.original();
        rendering = from.rendering();
        use = from.use();
        trace = from.trace();
    }

    /** Another body than the client's, so that neither the bytes nor the original say the same any more. */
    void replaceBody(ObjectNode other, ArrayNode itsMessages) {
        body = other;
        messages = itsMessages;
        rawMessages = null;
        original = null;
    }

    public ChatRequest request() {
        return new ChatRequest(
                id,
                body,
                messages,
                rawMessages,
                model,
                streaming,
                usageWanted,
                localOnly,
                conversation,
                client,
                task,
                sizeBytes,
                receivedNanos,
                cancellation,
                dialect,
                original,
                rendering,
                use,
                trace);
    }
}
