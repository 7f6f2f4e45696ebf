package io.oblix.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.fixture.Golden;
import io.oblix.fixture.Questions;
import io.oblix.json.Json;
import io.oblix.provider.claude.ClaudeProvider;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Claude accepts its thinking only unchanged, so a client must be able to gather all of it from a stream. */
class ReplayedThinkingTest {

    private static final ModelName MODEL = new ModelName("claude", "claude-sonnet-4-5");

    private final Provider claude =
            new ClaudeProvider(new Endpoint("claude", Side.CLOUD, "http://localhost:1", null, false, "none"));

    @Test
    void thinkingGatheredFromAStreamIsSentBackUnchanged() {
        Golden thinking = Golden.in(Provider.class, "claude/answers", ".sse").stream()
                .filter(golden -> golden.name().equals("thinking"))
                .findFirst()
                .orElseThrow();
        ObjectNode body = Json.object();
        ObjectNode question = Json.object().put("role", "user").put("content", "Hello");
        body.putArray("messages").add(question);
        String stream = ReadAnswer.of(
                claude.reader(request(body.put("stream", true)), MODEL, "text/event-stream"), thinking.bytes())
                .stream("claude:claude-sonnet-4-5", false);
        JsonNode answer = ReadStream.of(stream).gathered().at("/choices/0/message");

        body.withArray("messages").add(answer).add(question);
        byte[] sent = claude.translate(Questions.named(request(body)), new Place(MODEL, "http://localhost:1"))
                .body();

        JsonNode blocks = Objects.requireNonNull(Json.objectOrNull(sent)).at("/messages/1/content");
        assertThat(blocks.get(0))
                .isEqualTo(block("thinking", "thinking", "Let me think.").put("signature", "c2ln"));
        assertThat(blocks.get(1)).isEqualTo(block("redacted_thinking", "data", "eA=="));
        assertThat(blocks.get(2)).isEqualTo(block("text", "text", "Done."));
    }

    private static ObjectNode block(String type, String field, String value) {
        return Json.object().put("type", type).put(field, value);
    }

    private static ChatRequest request(ObjectNode body) {
        return ChatRequestReader.read("id", Json.bytes(body), null, new Cancellation());
    }
}
