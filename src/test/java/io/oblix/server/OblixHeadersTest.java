package io.oblix.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.server.reply.OblixHeaders;
import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;

class OblixHeadersTest {

    private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();

    @Test
    void openWebUisConversationHeaderComesFirst() {
        headers.add("X-Session-Id", "session");
        headers.add("X-OpenWebUI-Chat-Id", " chat ");

        assertThat(OblixHeaders.conversation(headers)).isEqualTo("chat");
    }

    @Test
    void anEmptyConversationHeaderIsIgnored() {
        headers.add("X-OpenWebUI-Chat-Id", "");
        headers.add("X-Conversation-Id", "conversation");

        assertThat(OblixHeaders.conversation(headers)).isEqualTo("conversation");
    }

    @Test
    void withoutAHeaderThereIsNoConversation() {
        headers.add("X-Request-Id", "request");

        assertThat(OblixHeaders.conversation(headers)).isNull();
    }
}
