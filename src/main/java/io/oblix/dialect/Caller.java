package io.oblix.dialect;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ChatRequestDraft;
import io.oblix.problem.RequestProblem;
import io.oblix.server.HttpRequest;
import io.oblix.server.reply.OblixHeaders;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of a request say in every dialect.
 *
 * @param requestId our name for the request
 * @param localOnly whether the cloud is forbidden
 * @param conversation the client's id of the conversation; null if it sends none
 * @param client its program, without a version; may be empty
 * @param task what the program asks for on its own, where it says so; empty otherwise
 */
public record Caller(
        String requestId, boolean localOnly, @Nullable String conversation, String client, String task) {

    /** A client that names no task. */
    public Caller(String requestId, boolean localOnly, @Nullable String conversation, String client) {
        this(requestId, localOnly, conversation, client, "");
    }

    /** @throws RequestProblem when {@code X-Oblix-Privacy} has a value that we do not know */
    public static Caller of(HttpRequest http) {
        return new Caller(
                http.id(),
                isLocalOnly(String.join(",", http.headers(OblixHeaders.PRIVACY))),
                http.conversation(),
                http.client(),
                http.task());
    }

    /**
     * A promise must not depend on which of two values is read: any local-only counts.
     *
     * @param privacy the values of {@code X-Oblix-Privacy}, joined by commas
     */
    public static boolean isLocalOnly(@Nullable String privacy) {
        boolean localOnly = false;
        for (String value : privacy == null ? new String[0] : privacy.split(",", -1)) {
            String word = value.strip().toLowerCase(Locale.ROOT);
            if (word.equals("local-only")) {
                localOnly = true;
            } else if (!word.isEmpty() && !word.equals("any")) {
                throw RequestProblem.invalid(
                        "X-Oblix-Privacy",
                        "invalid_value",
                        "Invalid value for the header X-Oblix-Privacy. Supported values are: 'any' and 'local-only'.");
            }
        }
        return localOnly;
    }

    /**
     * A request that its dialect's reader has turned into the body of a chat completion.
     *
     * @param body with its {@code messages}; it gets its {@code model}
     * @param model asked for; empty when there was none
     * @param sizeBytes of the body as it was sent
     */
    public ChatRequest request(
            ObjectNode body, String model, boolean streaming, int sizeBytes, Cancellation cancellation) {
        if (!model.isEmpty()) {
            body.put("model", model);
        }
        ChatRequestDraft draft = draft(body, (ArrayNode) body.path("messages"), System.nanoTime(), cancellation);
        draft.model = model;
        draft.streaming = streaming;
        draft.sizeBytes = sizeBytes;
        return draft.request();
    }

    /** A request of this caller's. */
    public ChatRequestDraft draft(ObjectNode body, ArrayNode messages, long receivedNanos, Cancellation cancellation) {
        ChatRequestDraft draft = new ChatRequestDraft(requestId, body, messages, receivedNanos, cancellation);
        draft.localOnly = localOnly;
        draft.conversation = conversation;
        draft.client = client;
        draft.task = task;
        return draft;
    }

    /** The same in the conversation of this id, unless a header named one. */
    public Caller in(@Nullable String other) {
        return conversation != null || other == null ? this : new Caller(requestId, localOnly, other, client, task);
    }
}
