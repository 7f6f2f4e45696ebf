package io.oblix.dialect.ollama;

import io.oblix.chat.ChatRequest;
import io.oblix.chat.Rendering;

/**
 * What the reader of a request leaves for the writer of its answer.
 *
 * @param form in which it is answered
 * @param model as the client wrote it; it compares the name with the one in the answer
 * @param hidesThinking whether the client asked for none
 * @param loading {@code load} or {@code unload} for a request without a prompt, which only moves the model into memory or
 *     out of it; else empty
 */
public record OllamaMemo(OllamaForm form, String model, boolean hidesThinking, String loading)
        implements Rendering.Memo {

    /** That of a request of this dialect. */
    public static OllamaMemo of(ChatRequest request) {
        return request.rendering().memo() instanceof OllamaMemo memo
                ? memo
                : new OllamaMemo(OllamaForm.CHAT, request.model(), false, "");
    }

    /** Whether there is nothing to answer. */
    public boolean isLoading() {
        return !loading.isEmpty();
    }
}
