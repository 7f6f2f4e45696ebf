package io.oblix.dialect.messages;

import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.dialect.Caller;
import java.util.Map;

/** Requests of Anthropic's Messages, for tests of other rooms. */
public final class MessagesRequests {

    private MessagesRequests() {}

    public static ChatRequest read(byte[] body) {
        return MessagesReader.read(new Caller("req_1", false, null, ""), body, Map.of(), new Cancellation());
    }
}
