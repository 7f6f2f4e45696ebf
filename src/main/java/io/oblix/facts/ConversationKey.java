package io.oblix.facts;

import io.oblix.chat.ChatRequest;
import org.jspecify.annotations.Nullable;

/** Which conversation a request belongs to. */
public final class ConversationKey {

    private ConversationKey() {}

    public static @Nullable String of(ChatRequest request) {
        return request.messages().get(0).toString();
    }
}
