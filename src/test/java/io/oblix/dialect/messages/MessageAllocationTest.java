package io.oblix.dialect.messages;

import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.fixture.AllocationBudget;
import io.oblix.provider.AnswerReader;
import io.oblix.provider.Endpoint;
import io.oblix.provider.claude.ClaudeProvider;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Memory allocated for a token of a message, written from words of ours and passed on as it is. */
class MessageAllocationTest {

    private static final int EVENTS = 100;

    private static ChatRequest request() {
        return MessagesRequests.read(
                utf8(
                        "{\"model\":\"m\",\"max_tokens\":9,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aWrittenTokenStaysWithinItsBudget() throws Exception {
        ChatRequest request = request();
        AnswerEvent word = new AnswerEvent.Text(" word");

        AllocationBudget.check("stream-event.messages", EVENTS, () -> {
            MessageStream stream = new MessageStream(request, () -> "m", bytes -> {});
            for (int i = 0; i < EVENTS; i++) {
                stream.write(word);
            }
        });
    }

    @Test
    void aTokenThatIsPassedOnStaysWithinItsBudget() throws Exception {
        ClaudeProvider claude =
                new ClaudeProvider(new Endpoint("claude", Side.CLOUD, "http://localhost:1", null, false, "none"));
        ChatRequest request = request();
        byte[] start = utf8("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,"
                + "\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n");
        byte[] word = utf8("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
                + "\"delta\":{\"type\":\"text_delta\",\"text\":\" word\"}}\n\n");

        AllocationBudget.check("stream-event.messages-as-sent", EVENTS, () -> {
            AnswerReader reader = claude.reader(request, new ModelName("claude", "m"), "text/event-stream");
            MessageStream stream = new MessageStream(request, () -> "m", bytes -> {});
            reader.read(start, stream::write);
            for (int i = 0; i < EVENTS; i++) {
                reader.read(word, stream::write);
            }
        });
    }
}
