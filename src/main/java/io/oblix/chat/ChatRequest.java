package io.oblix.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import io.oblix.json.RawJson;
import io.oblix.key.Key;
import io.oblix.key.KeyUse;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request for an answer of a model that has been read and checked. Whatever the dialect, its body is that of a chat
 * completion, in which all rooms read it.
 *
 * @param id our name for it, in the header {@code x-oblix-request-id} and in the log
 * @param body OpenAI's JSON: as the client sent it, or what its dialect's reader made of it; shared, must not be changed
 * @param messages its {@code messages}: not empty, each an object with a known role
 * @param rawMessages the bytes of the same messages; null if they are not the client's own, or not in UTF-8
 * @param model the {@code model} asked for; empty when there was none
 * @param streaming whether the client wants an event stream
 * @param usageWanted {@code stream_options.include_usage}
 * @param localOnly whether the client forbids the cloud ({@code X-Oblix-Privacy: local-only})
 * @param conversation the client's id of the conversation, from a header; null if it sends none
 * @param client the client's program as its {@code User-Agent} names it, without a version; empty if it sends none
 * @param task what the program asks for on its own: at first as a header says it, {@code title_generation}; once the facts
 *     are known, as they say it, {@code title}; empty for a request of the user's
 * @param sizeBytes the size of the body
 * @param receivedNanos {@link System#nanoTime()} when it was read
 * @param cancellation fires when the client disconnects
 * @param dialect the API that the client speaks: {@code chat}, {@code responses}, {@code messages}, {@code completions},
 *     {@code embeddings}, {@code ollama}
 * @param original the request in that dialect, for a provider that speaks it too; null where the body is all there is
 * @param rendering how well the body says what the client said in that dialect
 * @param use what the caller's key has to do with it; all requests made of this one share it
 * @param trace its span in a trace; {@link Trace#NONE} without tracing
 */
public record ChatRequest(
        String id,
        ObjectNode body,
        ArrayNode messages,
        @Nullable RawJson rawMessages,
        String model,
        boolean streaming,
        boolean usageWanted,
        boolean localOnly,
        @Nullable String conversation,
        String client,
        String task,
        int sizeBytes,
        long receivedNanos,
        Cancellation cancellation,
        String dialect,
        @Nullable Original original,
        Rendering rendering,
        KeyUse use,
        Trace trace) {

    private static final String LIMIT = "max_completion_tokens";
    private static final String OLDER_LIMIT = "max_tokens";

    /** The dialect of OpenAI's chat completions. */
    public static final String CHAT = "chat";

    /** The operation of a request for vectors. */
    public static final String EMBEDDINGS = "embeddings";

    /** The family of the client's program: {@code claude-code}, {@code other}. */
    public String family() {
        return ClientFamily.of(client);
    }

    /** OpenTelemetry's word for what it asks of a model: {@code chat}, {@code text_completion} or {@code embeddings}. */
    public String operation() {
        if (EmbeddingRequest.of(this) != null) {
            return EMBEDDINGS;
        }
        return CompletionRequest.of(this) == null ? CHAT : "text_completion";
    }

    /** The same request for this task. */
    public ChatRequest withTask(String other) {
        return other.equals(task) ? this : changed(draft -> draft.task = other);
    }

    /** Whether the client offers tools in the old field {@code functions}, and so does not understand {@code tool_calls}. */
    public boolean offersFunctions() {
        return body.path("tools").isEmpty() && !body.path("functions").isEmpty();
    }

    /** The same request in another dialect. */
    public ChatRequest in(String other, @Nullable Original asSent, Rendering how) {
        return changed(draft -> {
            draft.dialect = other;
            draft.original = asSent;
            draft.rendering = how;
        });
    }

    /** The same request for some of its inputs. */
    public ChatRequest with(EmbeddingRequest part) {
        Rendering how = new Rendering(rendering.soft(), rendering.ignoredParams(), rendering.untranslatable(), part);
        return changed(draft -> {
            draft.original = null;
            draft.rendering = how;
        });
    }

    /** The same request for one of its completions, whole. */
    public ChatRequest with(CompletionRequest one) {
        ArrayNode prompt = one.messages();
        Rendering how = new Rendering(rendering.soft(), rendering.ignoredParams(), one.chatProblem(), one);
        return changed(draft -> {
            draft.replaceBody(CompletionRequest.body(body, prompt), prompt);
            draft.rendering = how;
        });
    }

    /** Whether the client spoke another dialect than the body's, and so did not choose its words. */
    public boolean isRendered() {
        return !dialect.equals(CHAT);
    }

    /** Fields that its reader derived: see {@link Rendering#soft}. */
    public Set<String> soft() {
        return rendering.soft();
    }

    /** The same request for another model; a provider that gets the original replaces the name in it anyway. */
    public ChatRequest withModel(String other) {
        return changed(draft -> draft.model = other);
    }

    /** The same request with another body, for a further question on the client's behalf; it has no original. */
    public ChatRequest withBody(ObjectNode other) {
        return changed(draft -> draft.replaceBody(other, (ArrayNode) other.path("messages")));
    }

    /** The same request, to be asked in words of ours even of a provider that speaks the client's dialect. */
    public ChatRequest withoutOriginal() {
        return original == null ? this : changed(draft -> draft.original = null);
    }

    /** The same request with at most so many tokens in its answer, in the client's own dialect too. */
    public ChatRequest limitedTo(int tokens) {
        ObjectNode other = Json.object();
        other.setAll(body);
        boolean older = !body.hasNonNull(LIMIT) && body.hasNonNull(OLDER_LIMIT);
        other.put(older ? OLDER_LIMIT : LIMIT, tokens);
        CompletionRequest completion = CompletionRequest.of(this);
        Rendering how = completion == null ? rendering : rendering.with(completion.limitedTo(tokens));
        Original limited = original == null ? null : original.limitedTo(tokens);
        return changed(draft -> {
            draft.body = other;
            draft.original = limited;
            draft.rendering = how;
        });
    }

    /** The same request, which no cloud may be asked. */
    public ChatRequest withLocalOnly() {
        return changed(draft -> draft.localOnly = true);
    }

    /** The same request, whose work another cancellation ends. */
    public ChatRequest with(Cancellation other) {
        return changed(draft -> draft.cancellation = other);
    }

    /** The same request, by a key. */
    public ChatRequest by(KeyUse caller) {
        return by(caller, trace);
    }

    /** The same request, by a key, in a trace. */
    public ChatRequest by(KeyUse caller, Trace follows) {
        if (caller.equals(use) && follows.equals(trace)) {
            return this;
        }
        return changed(draft -> {
            draft.localOnly |= caller.key().localOnly();
            draft.use = caller;
            draft.trace = follows;
        });
    }

    /** The caller's key; {@link Key#NONE} where none is asked for. */
    public Key key() {
        return use.key();
    }

    private ChatRequest changed(Consumer<ChatRequestDraft> change) {
        ChatRequestDraft draft = new ChatRequestDraft(this);
        change.accept(draft);
        return draft.request();
    }

    /** Without the body: a prompt must not reach a log. */
    @Override
    public String toString() {
        return "ChatRequest[" + id + "]";
    }
}
