package io.oblix.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Answer;
import io.oblix.chat.AnswerEvent;
import io.oblix.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a provider passes on in OpenAI's format, for a dialect that is written from words of ours. */
class AnswerInWordsTest {

    private static ObjectNode json(String json) {
        return Objects.requireNonNull(Json.objectOrNull(json.getBytes(StandardCharsets.UTF_8)));
    }

    private static AnswerEvent chunk(String delta, @Nullable String finish) {
        ObjectNode chunk = json("{\"model\":\"gpt-x\",\"choices\":[{\"index\":0,\"delta\":" + delta
                + ",\"finish_reason\":" + (finish == null ? "null" : "\"" + finish + "\"") + "}]}");
        return new AnswerEvent.Chunk(Json.bytes(chunk), true, chunk.get("choices"));
    }

    private static Answer words(AnswerEvent... events) {
        return Answers.inWords(List.of(events));
    }

    private static List<AnswerEvent> all(Answer answer) {
        List<AnswerEvent> all = new ArrayList<>();
        AnswerEvent event;
        while ((event = answer.next()) != null) {
            all.add(event);
        }
        return all;
    }

    @Test
    void thinkingTextAndTheEndOfAStream() {
        Answer answer = words(
                chunk("{\"role\":\"assistant\",\"content\":\"\"}", null),
                chunk("{\"reasoning_content\":\"Hm\"}", null),
                chunk("{\"content\":\"Hi\"}", null),
                chunk("{\"refusal\":\"No\"}", null),
                chunk("{}", "stop"));

        assertThat(all(answer))
                .containsExactly(
                        new AnswerEvent.Reasoning("Hm"),
                        new AnswerEvent.Text("Hi"),
                        new AnswerEvent.Refusal("No"),
                        new AnswerEvent.Finish("stop"));
        assertThat(answer.model()).isEqualTo("gpt-x");
    }

    @Test
    void toolCallsAreCountedFromNoughtHoweverTheServerNumbersThem() {
        List<AnswerEvent> expected = List.of(
                new AnswerEvent.ToolCallStart(0, "a", "f", ""),
                new AnswerEvent.ToolCallArguments(0, "{\"x\":"),
                new AnswerEvent.ToolCallArguments(0, "1}"),
                new AnswerEvent.ToolCallStart(1, "b", "g", ""),
                new AnswerEvent.ToolCallArguments(1, "{}"),
                new AnswerEvent.Finish("tool_calls"));
        String first =
                "{\"tool_calls\":[{\"index\":%d,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\":\"}}]}";
        String more = "{\"tool_calls\":[{\"index\":%d,\"function\":{\"arguments\":\"1}\"}}]}";
        String second = "{\"tool_calls\":[{\"index\":%d,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":{}}}]}";

        for (int[] indexes : new int[][] {{0, 0, 1}, {0, 0, 0}, {1, 1, 2}}) {
            assertThat(all(words(
                            chunk(String.format(first, indexes[0]), null),
                            chunk(String.format(more, indexes[1]), null),
                            chunk(String.format(second, indexes[2]), null),
                            chunk("{}", "tool_calls"))))
                    .isEqualTo(expected);
        }
    }

    @Test
    void aCallOfTheOldFormIsAToolCall() {
        assertThat(all(words(
                        chunk("{\"function_call\":{\"name\":\"f\",\"arguments\":\"{}\"}}", null),
                        chunk("{}", "function_call"))))
                .containsExactly(
                        new AnswerEvent.ToolCallStart(0, "call_0", "f", ""),
                        new AnswerEvent.ToolCallArguments(0, "{}"),
                        new AnswerEvent.Finish("tool_calls"));
    }

    @Test
    void aWholeAnswerIsReadAsOneChunk() {
        Answer answer = words(new AnswerEvent.Whole(Json.bytes(json("""
                {"model":"gpt-y","choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant",
                "content":"Hi","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},
                {"id":"b","type":"custom","custom":{"name":"g","input":"text"}}]}}]}"""))));

        assertThat(all(answer))
                .containsExactly(
                        new AnswerEvent.Text("Hi"),
                        new AnswerEvent.ToolCallStart(0, "a", "f", ""),
                        new AnswerEvent.ToolCallArguments(0, "{}"),
                        new AnswerEvent.CustomToolCallStart(1, "b", "g"),
                        new AnswerEvent.CustomToolCallInput(1, "text"),
                        new AnswerEvent.Finish("tool_calls"));
        assertThat(answer.model()).isEqualTo("gpt-y");
    }

    @Test
    void theModelThatFinishesABrokenAnswerIsNamedFromThenOn() {
        Answer answer = words(
                chunk("{\"content\":\"a\"}", null),
                new AnswerEvent.Continued("by b", "identical"),
                new AnswerEvent.Text("b"));

        assertThat(answer.next()).isEqualTo(new AnswerEvent.Text("a"));
        assertThat(answer.model()).isEqualTo("gpt-x");
        assertThat(answer.next()).isInstanceOf(AnswerEvent.Continued.class);
        assertThat(answer.model()).isEqualTo("asked-for");
    }
}
