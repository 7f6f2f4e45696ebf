package io.oblix.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ChatRequest;
import io.oblix.dialect.Answers;
import io.oblix.dialect.responses.input.ReasoningEnvelope;
import io.oblix.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which items and events an answer becomes, in which order, and in the shape of the client's tools. */
class ResponseStreamTest {

    private static final String TOOLS = "\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"parameters\":{}},"
            + "{\"type\":\"namespace\",\"name\":\"ns\",\"tools\":[{\"type\":\"function\",\"name\":\"g\"},"
            + "{\"type\":\"custom\",\"name\":\"c\"}]},{\"type\":\"custom\",\"name\":\"exec\"},"
            + "{\"type\":\"tool_search\",\"execution\":\"client\"},{\"type\":\"local_shell\"},"
            + "{\"type\":\"shell\",\"environment\":{\"type\":\"local\"}},{\"type\":\"apply_patch\"}]";

    private final ResponsesDialect dialect = ResponsesRequests.dialect();

    private static AnswerEvent text(String text) {
        return new AnswerEvent.Text(text);
    }

    private static AnswerEvent finish(String reason) {
        return new AnswerEvent.Finish(reason);
    }

    private ChatRequest request() {
        return ResponsesRequests.read(dialect, "{\"input\":\"Hello\",\"stream\":true," + TOOLS + "}");
    }

    private ResponseEvents stream(AnswerEvent... events) {
        StringBuilder sent = new StringBuilder();
        Answers.write(
                dialect,
                request(),
                Answers.of(List.of(events)),
                piece -> sent.append(new String(piece, StandardCharsets.UTF_8)));
        return ResponseEvents.of(sent.toString()).check();
    }

    private static JsonNode item(ResponseEvents events, int place) {
        return events.response().path("output").get(place);
    }

    @Test
    void thinkingIsSignedBeforeTheTextBegins() {
        ResponseEvents events = stream(
                new AnswerEvent.Reasoning("Hm."),
                new AnswerEvent.ReasoningEnd("sig"),
                new AnswerEvent.RedactedReasoning("data"),
                text("Hi"),
                finish("stop"));

        assertThat(events.types())
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.reasoning_summary_part.added",
                        "response.reasoning_summary_text.delta",
                        "response.reasoning_summary_text.done",
                        "response.reasoning_summary_part.done",
                        "response.output_item.done",
                        "response.output_item.added",
                        "response.output_item.done",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.completed");
        assertThat(ReasoningEnvelope.blocks(
                                item(events, 0).path("encrypted_content").asText())
                        .toString())
                .isEqualTo("[{\"type\":\"thinking\",\"thinking\":\"Hm.\",\"signature\":\"sig\"}]");
        assertThat(ReasoningEnvelope.blocks(
                                item(events, 1).path("encrypted_content").asText())
                        .toString())
                .isEqualTo("[{\"type\":\"redacted_thinking\",\"data\":\"data\"}]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        f           | {"a":1}                 | "type":"function_call"    | "arguments":"{\\"a\\":1}"
        f           | {}                      | "name":"f"               | "arguments":"{}"
        ns__g       | {}                      | "name":"g"               | "namespace":"ns"
        ns__c       | {"input":"x\\ny"}       | "type":"custom_tool_call" | "name":"c","namespace":"ns","input":"x\\ny"
        exec        | {"input":"1"}           | "type":"custom_tool_call" | "input":"1"
        exec        | not JSON                | "type":"custom_tool_call" | "input":"not JSON"
        tool_search | {"query":"q"}           | "type":"tool_search_call" | "execution":"client","arguments":{"query":"q"}
        tool_search | mail                    | "type":"tool_search_call" | "arguments":{"query":"mail"}
        local_shell | {"command":["ls"]}      | "type":"local_shell_call" | "action":{"type":"exec","command":["ls"],"env":{}}
        shell       | {"commands":["ls"]}     | "type":"shell_call"       | "commands":["ls"]
        apply_patch | {"type":"delete_file"}  | "type":"apply_patch_call" | "operation":{"type":"delete_file"}
        made_up     | {}                      | "type":"function_call"    | "name":"made_up"
        """)
    void aCallComesBackInTheShapeOfItsTool(String name, String arguments, String type, String shape) {
        ResponseEvents events = stream(
                new AnswerEvent.ToolCallStart(0, "call_1", name, ""),
                new AnswerEvent.ToolCallArguments(0, arguments),
                finish("tool_calls"));

        assertThat(item(events, 0).toString()).contains(type, shape, "\"call_id\":\"call_1\"", "completed");
    }

    @Test
    void aCallWithoutArgumentsHasOnePieceOfThem() {
        ResponseEvents events = stream(new AnswerEvent.ToolCallStart(0, "call_1", "f", ""), finish("tool_calls"));

        assertThat(events.types()).contains("response.function_call_arguments.delta");
        assertThat(item(events, 0).path("arguments").asText()).isEqualTo("{}");
    }

    @Test
    void callsOfOneAnswerHaveDifferentIdsAndEndInTheirOrder() {
        ResponseEvents events = stream(
                new AnswerEvent.ToolCallStart(0, "call_1", "f", ""),
                new AnswerEvent.ToolCallStart(1, "call_1", "f", "{}"),
                new AnswerEvent.ToolCallArguments(0, "{\"a\":"),
                text("meanwhile"),
                new AnswerEvent.ToolCallArguments(0, "1}"),
                finish("tool_calls"));

        assertThat(item(events, 0).path("call_id").asText()).isEqualTo("call_1");
        assertThat(item(events, 1).path("call_id").asText()).startsWith("call_").isNotEqualTo("call_1");
        assertThat(item(events, 0).path("arguments").asText()).isEqualTo("{\"a\":1}");
        assertThat(item(events, 2).path("type").asText()).isEqualTo("message");
    }

    @Test
    void anAnswerThatWasCutIsIncompleteAndSoIsItsCall() {
        ResponseEvents events =
                stream(text("Hi"), new AnswerEvent.ToolCallStart(0, "call_1", "f", "{\"a\":"), finish("length"));

        assertThat(events.types()).endsWith("response.incomplete");
        assertThat(events.response().path("incomplete_details").path("reason").asText())
                .isEqualTo("max_output_tokens");
        assertThat(item(events, 0).path("status").asText()).isEqualTo("completed");
        assertThat(item(events, 1).path("status").asText()).isEqualTo("incomplete");
        assertThat(item(events, 1).path("arguments").asText()).isEqualTo("{\"a\":");
    }

    @Test
    void aRefusalIsACompletedResponse() {
        ResponseEvents events = stream(text("Well"), new AnswerEvent.Refusal("No."), finish("content_filter"));

        assertThat(events.types()).endsWith("response.completed");
        assertThat(item(events, 1).path("content").get(0).path("refusal").asText())
                .isEqualTo("No.");
        assertThat(stream(text("Well"), finish("content_filter")).response().toString())
                .contains("\"reason\":\"content_filter\"");
    }

    @Test
    void citationsAreThoseOfTheirMessage() {
        var citations = Json.MAPPER.createArrayNode();
        citations
                .addObject()
                .put("type", "url_citation")
                .putObject("url_citation")
                .put("start_index", 3)
                .put("end_index", 5)
                .put("url", "https://a.test");
        ResponseEvents events = stream(
                text("one"),
                new AnswerEvent.Reasoning("Hm."),
                text("two"),
                new AnswerEvent.Annotations(citations),
                finish("stop"));

        assertThat(item(events, 2).toString()).contains("\"start_index\":0,\"end_index\":2");
    }

    @Test
    void nothingBecomesAnEmptyMessage() {
        assertThat(item(stream(finish("stop")), 0)
                        .path("content")
                        .get(0)
                        .path("text")
                        .asText("?"))
                .isEmpty();
    }

    @Test
    void whateverComesTheRulesHold() {
        Random random = new Random(42);
        for (int round = 0; round < 300; round++) {
            List<AnswerEvent> events = new ArrayList<>();
            List<String> open = new ArrayList<>();
            for (int i = random.nextInt(12); i > 0; i--) {
                switch (random.nextInt(7)) {
                    case 0 -> events.add(text("t\uD83D\uDE00\""));
                    case 1 -> events.add(new AnswerEvent.Reasoning("r"));
                    case 2 -> events.add(new AnswerEvent.ReasoningEnd(random.nextBoolean() ? "s" : null));
                    case 3 -> events.add(new AnswerEvent.RedactedReasoning("d"));
                    case 4 -> events.add(new AnswerEvent.Refusal("no"));
                    case 5 -> {
                        String name = List.of("f", "ns__g", "exec", "tool_search", "shell")
                                .get(random.nextInt(5));
                        events.add(new AnswerEvent.ToolCallStart(open.size(), "c" + open.size(), name, ""));
                        open.add(name);
                    }
                    default -> {
                        if (!open.isEmpty()) {
                            events.add(new AnswerEvent.ToolCallArguments(random.nextInt(open.size()), "{}"));
                        }
                    }
                }
            }
            events.add(finish(
                    List.of("stop", "length", "tool_calls", "content_filter").get(random.nextInt(4))));
            ResponseEvents streamed = stream(events.toArray(AnswerEvent[]::new));
            byte[] whole = dialect.whole(request(), Answers.of(events));
            assertThat(String.valueOf(Json.objectOrNull(whole)).replaceAll("_[0-9a-f]{32}", "_"))
                    .isEqualTo(streamed.response().toString().replaceAll("_[0-9a-f]{32}", "_"));
        }
    }

    @Test
    void whatCameOutGoesInAgain() {
        JsonNode output = stream(
                        new AnswerEvent.Reasoning("Hm. \u00e4"),
                        new AnswerEvent.ReasoningEnd("sig=="),
                        text("Hi"),
                        new AnswerEvent.ToolCallStart(0, "c0", "ns__g", "{\"a\": 1.0}"),
                        new AnswerEvent.ToolCallStart(1, "c1", "exec", "{\"input\":\"a\\n\\\"b\\\"\"}"),
                        finish("tool_calls"))
                .response()
                .path("output");
        StringBuilder input = new StringBuilder("[{\"role\":\"user\",\"content\":\"Hello\"}");
        output.forEach(item -> input.append(",").append(item));
        for (String type : List.of("function", "custom_tool")) {
            input.append(",{\"type\":\"").append(type).append("_call_output\",\"call_id\":\"");
            input.append(type.equals("function") ? "c0" : "c1").append("\",\"output\":\"ok\"}");
        }

        JsonNode turn = ResponsesRequests.read(dialect, "{\"input\":" + input + "]," + TOOLS + "}")
                .messages()
                .get(1);

        assertThat(turn.path("thinking_blocks").toString())
                .isEqualTo("[{\"type\":\"thinking\",\"thinking\":\"Hm. \u00e4\",\"signature\":\"sig==\"}]");
        assertThat(turn.path("tool_calls").get(0).path("function").toString())
                .isEqualTo("{\"name\":\"ns__g\",\"arguments\":\"{\\\"a\\\": 1.0}\"}");
        assertThat(turn.path("tool_calls")
                        .get(1)
                        .path("function")
                        .path("arguments")
                        .asText())
                .isEqualTo("{\"input\":\"a\\n\\\"b\\\"\"}");
    }

    @Test
    void thinkingIsRawTextWhereTheOperatorWantsThat() {
        ResponsesDialect asText = ResponsesRequests.dialect(new ResponsesMemory(1 << 20, Long.MAX_VALUE), true);
        ChatRequest request = ResponsesRequests.read(asText, "{\"input\":\"Hello\",\"stream\":true}");
        List<AnswerEvent> answer = List.of(
                new AnswerEvent.Reasoning("Hm"),
                new AnswerEvent.Reasoning("."),
                new AnswerEvent.ReasoningEnd("sig"),
                text("Hi"),
                finish("stop"));
        StringBuilder sent = new StringBuilder();
        Answers.write(
                asText, request, Answers.of(answer), piece -> sent.append(new String(piece, StandardCharsets.UTF_8)));
        ResponseEvents events = ResponseEvents.of(sent.toString()).check();

        assertThat(events.types())
                .containsSubsequence(
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.reasoning_text.delta",
                        "response.reasoning_text.delta",
                        "response.reasoning_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.output_text.delta")
                .noneMatch(type -> type.contains("summary"));
        assertThat(item(events, 0).path("content").toString())
                .isEqualTo("[{\"type\":\"reasoning_text\",\"text\":\"Hm.\"}]");
        assertThat(item(events, 0).path("summary")).isEmpty();
        events.accumulated();
    }
}
