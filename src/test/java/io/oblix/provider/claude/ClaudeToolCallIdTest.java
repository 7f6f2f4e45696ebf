package io.oblix.provider.claude;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ModelName;
import io.oblix.provider.ReadAnswer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Servers that speak Anthropic's API may leave ids out; OpenAI's clients answer a call by its id. */
class ClaudeToolCallIdTest {

    @Test
    void aCallWithoutAnIdGetsAUniqueOne() {
        String call = "{\"type\":\"tool_use\",\"name\":\"clock\",\"input\":{}}";
        String answer = "{\"type\":\"message\",\"content\":[" + call + "," + call + "],\"stop_reason\":\"tool_use\"}";
        List<String> ids = ReadAnswer.of(
                        new ClaudeWholeReader(new ModelName("claude", "claude-sonnet-4-5")),
                        answer.getBytes(StandardCharsets.UTF_8))
                .events()
                .stream()
                .filter(AnswerEvent.ToolCallStart.class::isInstance)
                .map(event -> ((AnswerEvent.ToolCallStart) event).id())
                .toList();
        assertThat(ids).hasSize(2).doesNotHaveDuplicates().allMatch(id -> id.matches("call_[0-9a-f]{16}"));
    }
}
