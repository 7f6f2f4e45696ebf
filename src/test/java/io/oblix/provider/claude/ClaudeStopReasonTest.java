package io.oblix.provider.claude;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Json;
import io.oblix.chat.ModelName;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.ReadAnswer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Anthropic adds reasons at any time; OpenAI's clients refuse any but these five. */
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
        "new_tomorrow, stop"
    })
    void aStopReasonBecomesAFinishReason(String stopReason, String finishReason) {
        assertThat(finish(stopReason, false)).isEqualTo(finishReason);
    }

    @ParameterizedTest
    @CsvSource({"tool_use, tool_calls", "max_tokens, length", "refusal, content_filter"})
    void aToolCallIsAReasonOfItsOwn(String stopReason, String finishReason) {
        assertThat(finish(stopReason, true)).isEqualTo(finishReason);
    }

    @Test
    void anEndWithoutAReasonIsNone() {
        ModelName model = new ModelName("claude", "claude-x");
        String text = "data: {\"type\":\"message_start\",\"message\":{\"id\":\"m\"}}\n\n"
                + "data: {\"type\":\"content_block_start\",\"index\":0,"
                + "\"content_block\":{\"type\":\"text\",\"text\":\"Half\"}}\n\n";
        String delta = "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":null}}\n\n";
        String stop = "data: {\"type\":\"message_stop\"}\n\n";
        for (ReadAnswer answer : List.of(
                ReadAnswer.of(new ClaudeStreamReader(model), bytes(text + stop)),
                ReadAnswer.of(new ClaudeStreamReader(model), bytes(text + delta + stop)),
                ReadAnswer.of(new ClaudeWholeReader(model), bytes("{\"content\":[]}")),
                ReadAnswer.of(new ClaudeWholeReader(model), bytes("{\"content\":[],\"stop_reason\":null}")))) {
            assertThat(answer.events()).noneMatch(AnswerEvent.Finish.class::isInstance);
            assertThat(answer.problem())
                    .isInstanceOfSatisfying(
                            UpstreamProblem.class,
                            problem -> assertThat(problem.kind()).isEqualTo(UpstreamProblem.Kind.BROKEN_ANSWER));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
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
        ReadAnswer answer =
                ReadAnswer.of(new ClaudeWholeReader(new ModelName("claude", "claude-x")), Json.bytes(message));
        return answer.events().stream()
                .filter(AnswerEvent.Finish.class::isInstance)
                .map(event -> ((AnswerEvent.Finish) event).reason())
                .findFirst()
                .orElse("none");
    }
}
