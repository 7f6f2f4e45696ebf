package io.oblix.provider.claude;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ModelName;
import io.oblix.json.Json;
import io.oblix.provider.ReadAnswer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Anthropic may add stop reasons at any time; OpenAI's clients reject any but these five finish reasons. */
class ClaudeStopReasonTest {

    @ParameterizedTest
    @CsvSource({
        "end_turn, stop",
        "stop_sequence, stop",
        "max_tokens, length",
        "model_context_window_exceeded, length",
        "compaction, length",
        "pause_turn, stop",
        "tool_use, stop",
        "refusal, content_filter",
        "new_tomorrow, stop",
        ", stop"
    })
    void aStopReasonBecomesAFinishReason(String stopReason, String finishReason) {
        assertThat(finish(stopReason, false)).isEqualTo(finishReason);
    }

    @ParameterizedTest
    @CsvSource({
        "tool_use, tool_calls",
        "end_turn, tool_calls",
        "pause_turn, tool_calls",
        "stop_sequence, tool_calls",
        "new_tomorrow, tool_calls",
        ", tool_calls",
        "max_tokens, length",
        "model_context_window_exceeded, length",
        "refusal, content_filter"
    })
    void aToolCallIsAFinishReasonOfItsOwn(String stopReason, String finishReason) {
        assertThat(finish(stopReason, true)).isEqualTo(finishReason);
    }

    private static String finish(String stopReason, boolean withTool) {
        var message = Json.object().put("id", "msg_1").put("stop_reason", stopReason);
        var content = message.putArray("content");
        if (withTool) {
            content.addObject()
                    .put("type", "tool_use")
                    .put("id", "toolu_1")
                    .put("name", "clock")
                    .putObject("input");
        }
        ReadAnswer answer = ReadAnswer.of(
                new ClaudeWholeReader(new ModelName("claude", "claude-x"), new ToolNames(Json.object())),
                Json.bytes(message));
        return answer.events().stream()
                .filter(AnswerEvent.Finish.class::isInstance)
                .map(event -> ((AnswerEvent.Finish) event).reason())
                .findFirst()
                .orElse("none");
    }
}
