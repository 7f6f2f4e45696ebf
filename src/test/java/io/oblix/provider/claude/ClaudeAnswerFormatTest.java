package io.oblix.provider.claude;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.json.Json;
import io.oblix.provider.AnswerReader;
import io.oblix.provider.Endpoint;
import io.oblix.provider.ReadAnswer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers whose form depends on the request: JSON without a fence, and calls of custom tools. */
class ClaudeAnswerFormatTest {

    private static final ModelName MODEL = new ModelName("claude", "claude-sonnet-4-5");
    private static final String JSON_OBJECT = "\"response_format\":{\"type\":\"json_object\"}";
    private static final String CUSTOM_TOOL =
            "\"tools\":[{\"type\":\"custom\",\"custom\":{\"name\":\"sh\"}},{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]";

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "```json\\n{\\n}\\n```,{\\n}",
                "```\\n{}\\n```\\n,{}",
                " \\n```JSON\\n{}```,{}",
                "{},{}",
                "``,``",
                "```json,```json",
                "```json\\n{},{}",
                "```python\\n{}\\n```,```python\\n{}\\n```",
                "Here: ```json\\n{}\\n```,Here: ```json\\n{}\\n```",
                "```json\\n{`a`: `b`}\\n``` Voilà,{`a`: `b`}\\n``` Voilà"
            })
    void theFenceAroundAWholeJsonAnswerIsRemoved(String text, String expected) {
        String said = text.replace("\\n", "\n");
        JsonNode message = message(reader(JSON_OBJECT), textStream(said));
        assertThat(message.path("content").asText()).isEqualTo(expected.replace("\\n", "\n"));
    }

    @Test
    void aStreamKeepsItsFence() {
        ReadAnswer answer = ReadAnswer.of(reader(JSON_OBJECT + ",\"stream\":true"), textStream("```json\n{}\n```"));
        assertThat(answer.stream(MODEL.toString(), false)).contains("`");
    }

    @Test
    void aCallOfACustomToolArrivesAsText() {
        byte[] stream = toolStream("{\"input\": \"ls\\n-l\"}");
        JsonNode calls = message(reader(CUSTOM_TOOL), stream).path("tool_calls");
        assertThat(calls.toString())
                .isEqualTo(
                        "[{\"id\":\"toolu_1\",\"type\":\"custom\",\"custom\":{\"name\":\"sh\",\"input\":\"ls\\n"
                                + "-l\"}},"
                                + "{\"id\":\"toolu_2\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]");
        String chunks = ReadAnswer.of(reader(CUSTOM_TOOL), stream).stream(MODEL.toString(), false);
        assertThat(chunks)
                .contains(
                        "{\"tool_calls\":[{\"index\":0,\"id\":\"toolu_1\",\"type\":\"custom\",\"custom\":{\"name\":\"sh\",\"input\":\"\"}}]}",
                        "{\"tool_calls\":[{\"index\":0,\"custom\":{\"input\":\"ls\\n-l\"}}]}",
                        "{\"tool_calls\":[{\"index\":1,\"function\":{\"arguments\":\"{}\"}}]}",
                        "\"finish_reason\":\"tool_calls\"");
    }

    @Test
    void aCallCutOffByTheTokenLimitArrivesUpToTheCut() {
        JsonNode calls =
                message(reader(CUSTOM_TOOL), toolStream("{\"input\": \"ls")).path("tool_calls");
        assertThat(calls.path(0).path("custom").path("input").asText()).isEqualTo("{\"input\": \"ls");
    }

    private static byte[] textStream(String text) {
        StringBuilder stream = new StringBuilder(start());
        stream.append(event(
                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}"));
        for (int i = 0; i < text.length(); i++) {
            ObjectNode delta = Json.object().put("type", "content_block_delta").put("index", 0);
            delta.putObject("delta").put("type", "text_delta").put("text", text.substring(i, i + 1));
            stream.append(event(delta.toString()));
        }
        return utf8(stream.append(end("end_turn")).toString());
    }

    private static byte[] toolStream(String customArguments) {
        ObjectNode delta = Json.object().put("type", "content_block_delta").put("index", 0);
        delta.putObject("delta").put("type", "input_json_delta").put("partial_json", customArguments);
        return utf8(start()
                + event(
                        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"sh\",\"input\":{}}}")
                + event(delta.toString())
                + event("{\"type\":\"content_block_stop\",\"index\":0}")
                + event(
                        "{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"id\":\"toolu_2\",\"name\":\"f\",\"input\":{}}}")
                + event("{\"type\":\"content_block_stop\",\"index\":1}")
                + end("tool_use"));
    }

    private static String start() {
        return event("{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"usage\":{\"input_tokens\":1}}}");
    }

    private static String end(String reason) {
        return event("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"" + reason + "\"}}")
                + event("{\"type\":\"message_stop\"}");
    }

    private static String event(String data) {
        return "data: " + data + "\n\n";
    }

    private static JsonNode message(AnswerReader reader, byte[]... pieces) {
        String whole = ReadAnswer.of(reader, pieces).whole(MODEL.toString());
        return Objects.requireNonNull(Json.objectOrNull(utf8(whole)))
                .path("choices")
                .path(0)
                .path("message");
    }

    private static AnswerReader reader(String more) {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]," + more + "}";
        ChatRequest request = ChatRequestReader.read("id", utf8(body), null, new Cancellation());
        ClaudeProvider claude =
                new ClaudeProvider(new Endpoint("claude", Side.CLOUD, "http://localhost:1", null, false, "none"));
        return claude.reader(request, MODEL, "text/event-stream");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
