package io.oblix.provider.claude;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.dialect.messages.MessagesRequests;
import io.oblix.fixture.Questions;
import io.oblix.json.Json;
import io.oblix.provider.Endpoint;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A conversation of Anthropic's Messages that comes to Claude while tools are called. Where it thinks by a budget, Claude
 * rejects a turn with calls that does not begin with its own thinking.
 */
class ClaudeNativeThinkingTest {

    private static final String URL = "http://localhost:1";

    private final ClaudeProvider claude =
            new ClaudeProvider(new Endpoint("claude", Side.CLOUD, URL, null, false, "none"));

    private static String conversation(String model, String thinking, boolean ended) {
        return "{\"model\":\"" + model + "\",\"max_tokens\":9000,\"thinking\":{\"type\":\"enabled\","
                + "\"budget_tokens\":2000},\"messages\":[{\"role\":\"user\",\"content\":\"a\"},"
                + "{\"role\":\"assistant\",\"content\":[" + thinking
                + "{\"type\":\"tool_use\",\"id\":\"toolu_123456789\",\"name\":\"f\",\"input\":{}}]},"
                + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"toolu_123456789\","
                + "\"content\":\"r\"}]}"
                + (ended ? ",{\"role\":\"assistant\",\"content\":\"b\"},{\"role\":\"user\",\"content\":\"c\"}" : "")
                + "],\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}}]}";
    }

    @ParameterizedTest
    @CsvSource({
        "auto, '', false, false",
        "auto, oblix1.abc, false, false",
        "auto, EqQBclaude, false, true",
        "auto, '', true, true",
        "claude:claude-sonnet-4-5, '', false, true",
    })
    void itIsAskedToThinkWhereItMay(String model, String signature, boolean ended, boolean thinks) {
        String block = signature.isEmpty()
                ? ""
                : "{\"type\":\"thinking\",\"thinking\":\"t\",\"signature\":\"" + signature + "\"},";
        byte[] body = conversation(model, block, ended).getBytes(StandardCharsets.UTF_8);

        byte[] sent = claude.translate(
                        Questions.chosen(MessagesRequests.read(body)),
                        new Place(new ModelName("claude", "claude-sonnet-4-5"), URL))
                .body();

        ObjectNode json = Objects.requireNonNull(Json.objectOrNull(sent));
        assertThat(json.has("thinking")).isEqualTo(thinks);
        assertThat(json.toString()).doesNotContain("oblix1");
    }
}
