package io.oblix.dialect.responses;

import io.oblix.chat.ChatRequest;
import io.oblix.chat.Rendering;
import io.oblix.dialect.responses.tools.ToolBook;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the reader of a request leaves for the writer of its answer.
 *
 * @param response its object, which repeats the request
 * @param book the client's tools
 * @param kept for the memory; null if the client wants nothing kept
 * @param refusesInText whether the client shows nothing of a refusal that is not text
 * @param conversation that was read
 * @param plain whether a provider of this API gets it without thinking that is encrypted
 * @param inFull whether such a provider gets all of it in place of references
 * @param framing of its stream
 */
record ResponsesMemo(
        ResponseObject response,
        ToolBook book,
        @Nullable Kept kept,
        boolean refusesInText,
        Conversation conversation,
        boolean plain,
        boolean inFull,
        ResponsesFraming framing)
        implements Rendering.Memo {

    ResponsesMemo withoutThinking() {
        return new ResponsesMemo(response, book, kept, refusesInText, conversation, true, inFull, framing);
    }

    ResponsesMemo withoutReferences() {
        return new ResponsesMemo(response, book, kept, refusesInText, conversation, plain, true, framing);
    }

    static ResponsesMemo of(ChatRequest request) {
        return (ResponsesMemo) Objects.requireNonNull(request.rendering().memo());
    }
}
