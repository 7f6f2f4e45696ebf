package io.oblix.provider.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ModelName;
import io.oblix.provider.ReadAnswer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Older versions of Ollama give tool calls no ids; OpenAI's clients answer a call by its id. */
class OllamaToolCallIdTest {

    @Test
    void aCallWithoutAnIdGetsAUniqueOne() {
        String call = "{\"function\":{\"name\":\"clock\",\"arguments\":{}}}";
        String answer = "{\"message\":{\"tool_calls\":[" + call + "," + call + "]},\"done\":true}\n";
        List<String> ids = ReadAnswer.of(
                        new OllamaToOpenAiAnswer(new ModelName("ollama", "llama3.2")),
                        answer.getBytes(StandardCharsets.UTF_8))
                .events()
                .stream()
                .filter(AnswerEvent.ToolCallStart.class::isInstance)
                .map(event -> ((AnswerEvent.ToolCallStart) event).id())
                .toList();
        assertThat(ids).hasSize(2).doesNotHaveDuplicates().allMatch(id -> id.matches("call_[0-9a-f]{16}"));
    }
}
