package io.oblix.dialect.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.AnswerEvent.ToolCallArguments;
import io.oblix.chat.AnswerEvent.ToolCallStart;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.Usage;
import io.oblix.dialect.Answers;
import io.oblix.json.Json;
import io.oblix.problem.UpstreamProblem;
import io.oblix.settings.AnswerSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The events of a message, in their order. */
class MessageStreamTest {

    private static final MessagesDialect DIALECT = new MessagesDialect(new AnswerSettings(false, false));

    private static ChatRequest request(String more) {
        return MessagesRequests.read(("{\"model\":\"auto\",\"max_tokens\":9,\"stream\":true" + more
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}")
                .getBytes(StandardCharsets.UTF_8));
    }

    private static List<JsonNode> stream(String more, AnswerEvent... events) {
        StringBuilder out = new StringBuilder();
        Answers.write(
                DIALECT,
                request(more),
                Answers.inWords(List.of(events)),
                piece -> out.append(new String(piece, StandardCharsets.UTF_8)));
        List<JsonNode> data = new ArrayList<>();
        for (String line : out.toString().split("\n")) {
            if (line.startsWith("data: ")) {
                data.add(Objects.requireNonNull(Json.valueOrNull(line.substring(6))));
            }
        }
        return data;
    }

    /** A word for each event: what starts, stops or grows. */
    private static List<String> outline(List<JsonNode> events) {
        return events.stream()
                .map(event -> switch (event.path("type").asText()) {
                    case "content_block_start" ->
                        event.path("index").asInt() + ":"
                                + event.path("content_block").path("type").asText();
                    case "content_block_delta" -> {
                        JsonNode delta = event.path("delta");
                        yield event.path("index").asInt() + "+"
                                + delta.path("text").asText("")
                                + delta.path("partial_json").asText("")
                                + delta.path("thinking").asText("");
                    }
                    case "content_block_stop" -> event.path("index").asInt() + "!";
                    default -> event.path("type").asText();
                })
                .toList();
    }

    @Test
    void callsThatComeInTurnsAreWrittenOneAfterTheOther() {
        assertThat(outline(stream(
                        "",
                        new AnswerEvent.Text("Hm"),
                        new ToolCallStart(0, "call_0", "f", ""),
                        new ToolCallStart(1, "call_1", "g", ""),
                        new ToolCallArguments(1, "{\"b\":"),
                        new ToolCallArguments(0, "{\"a\":\"}"),
                        new ToolCallArguments(1, "2}"),
                        new ToolCallArguments(0, "\"}"),
                        new AnswerEvent.Finish("tool_calls"))))
                .containsExactly(
                        "message_start",
                        "0:text",
                        "0+Hm",
                        "0!",
                        "1:tool_use",
                        "1+{\"a\":\"}",
                        "1+\"}",
                        "1!",
                        "2:tool_use",
                        "2+{\"b\":2}",
                        "2!",
                        "message_delta",
                        "message_stop");
    }

    @Test
    void callsWithoutArgumentsHaveAnEmptyObject() {
        assertThat(outline(stream(
                        "",
                        new ToolCallStart(0, "a", "f", ""),
                        new ToolCallStart(1, "b", "g", "{}"),
                        new AnswerEvent.Finish("tool_calls"))))
                .containsExactly(
                        "message_start",
                        "0:tool_use",
                        "0+{}",
                        "0!",
                        "1:tool_use",
                        "1+{}",
                        "1!",
                        "message_delta",
                        "message_stop");
    }

    @Test
    void aPieceOfACallThatHasEndedIsABrokenAnswer() {
        assertThatThrownBy(() -> stream(
                        "",
                        new ToolCallStart(0, "a", "f", "{}"),
                        new AnswerEvent.Text("x"),
                        new ToolCallArguments(0, "{}")))
                .isInstanceOf(UpstreamProblem.class);
    }

    @Test
    void anAnswerOfNothingIsAMessageWithoutContent() {
        List<JsonNode> events = stream("", new AnswerEvent.Finish("stop"), new AnswerEvent.Counted(Usage.of(3, 0)));

        assertThat(outline(events)).containsExactly("message_start", "message_delta", "message_stop");
        assertThat(events.get(1).at("/usage/input_tokens").asInt()).isEqualTo(3);
    }

    @Test
    void thinkingIsSentOnlyIfTheClientAskedForIt() {
        AnswerEvent[] answer = {
            new AnswerEvent.Reasoning("Hm"), new AnswerEvent.Text("Hi"), new AnswerEvent.Finish("stop")
        };

        assertThat(outline(stream("", answer)))
                .containsExactly("message_start", "0:text", "0+Hi", "0!", "message_delta", "message_stop");
        assertThat(outline(stream(",\"thinking\":{\"type\":\"adaptive\"}", answer)))
                .containsExactly(
                        "message_start",
                        "0:thinking",
                        "0+Hm",
                        "0+",
                        "0!",
                        "1:text",
                        "1+Hi",
                        "1!",
                        "message_delta",
                        "message_stop");
        List<JsonNode> omitted = stream(",\"thinking\":{\"type\":\"adaptive\",\"display\":\"omitted\"}", answer);
        assertThat(omitted.get(2).at("/delta/type").asText()).isEqualTo("signature_delta");
        assertThat(omitted.get(2).at("/delta/signature").asText()).startsWith("oblix1z.");
    }

    @Test
    void theClientsLongNameOfAToolComesBack() {
        String name = "mcp__" + "n".repeat(80);
        ChatRequest request =
                request(",\"tools\":[{\"name\":\"" + name + "\",\"input_schema\":{\"type\":\"object\"}}]");
        String sent = request.body().at("/tools/0/function/name").asText();
        StringBuilder out = new StringBuilder();
        Answers.write(
                DIALECT,
                request,
                Answers.inWords(List.of(new ToolCallStart(0, "a", sent, "{}"), new AnswerEvent.Finish("stop"))),
                piece -> out.append(new String(piece, StandardCharsets.UTF_8)));

        assertThat(sent).hasSize(64);
        assertThat(out.toString())
                .contains("\"name\":\"" + name + "\"")
                .contains("\"id\":\"toolu_")
                .contains("\"stop_reason\":\"tool_use\"");
    }

    @ParameterizedTest
    @CsvSource({"stop,end_turn", "length,max_tokens", "content_filter,refusal", "tool_calls,end_turn"})
    void theFinishIsOneOfAnthropicsReasons(String finish, String reason) {
        List<JsonNode> events = stream("", new AnswerEvent.Text("a"), new AnswerEvent.Finish(finish));

        assertThat(events.get(4).at("/delta/stop_reason").asText()).isEqualTo(reason);
        assertThat(events.get(4).at("/delta").has("stop_details")).isEqualTo(reason.equals("refusal"));
    }

    @Test
    void beforeAnythingIsCountedAPictureCountsAsOneWhateverItsSize() {
        String body =
                "{\"model\":\"auto\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\","
                        + "\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\""
                        + "iVBORw0KGgoA".repeat(40_000)
                        + "\"}},{\"type\":\"document\",\"source\":{\"type\":\"base64\",\"media_type\":\"application/pdf\",\"data\":\""
                        + "JVBERi0xLjQK".repeat(8_000) + "\"}},{\"type\":\"text\",\"text\":\"What is it?\"}]}]}";
        StringBuilder out = new StringBuilder();
        Answers.write(
                DIALECT,
                MessagesRequests.read(body.getBytes(StandardCharsets.UTF_8)),
                Answers.inWords(List.of(new AnswerEvent.Text("A cat"), new AnswerEvent.Finish("stop"))),
                piece -> out.append(new String(piece, StandardCharsets.UTF_8)));

        Matcher counts = Pattern.compile("\"input_tokens\":(\\d+)").matcher(out);
        assertThat(counts.find()).isTrue();
        assertThat(Integer.parseInt(counts.group(1))).isBetween(4_000, 4_300);
    }

    @Test
    void cachedTokensAreNotAmongTheInputTokens() {
        List<JsonNode> events = stream(
                "",
                new AnswerEvent.Text("a"),
                new AnswerEvent.Finish("stop"),
                new AnswerEvent.Counted(new Usage(1000, 10, 300, 200, 4)));

        assertThat(events.get(4).path("usage").toString())
                .isEqualTo("{\"input_tokens\":500,\"cache_creation_input_tokens\":200,\"cache_read_input_tokens\":300,"
                        + "\"output_tokens\":10,\"output_tokens_details\":{\"thinking_tokens\":4}}");
    }

    /** Whatever order the events of a provider have, each block starts once, stops once, and the next one follows. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyStreamIsWellFormed(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 100; run++) {
            List<AnswerEvent> events = new ArrayList<>();
            int calls = 0;
            for (int i = random.nextInt(12); i > 0; i--) {
                switch (random.nextInt(6)) {
                    case 0 -> events.add(new AnswerEvent.Text("t\"\n"));
                    case 1 -> events.add(new AnswerEvent.Reasoning("r"));
                    case 2 -> events.add(new AnswerEvent.ReasoningEnd(random.nextBoolean() ? "sig" : null));
                    case 3 -> events.add(new ToolCallStart(calls++, "c", "f", random.nextBoolean() ? "{}" : ""));
                    case 4 -> events.add(new AnswerEvent.Continued("on", "identical"));
                    default -> events.add(new AnswerEvent.Refusal("no"));
                }
            }
            events.add(new AnswerEvent.Finish("stop"));
            assertWellFormed(stream(",\"thinking\":{\"type\":\"adaptive\"}", events.toArray(AnswerEvent[]::new)));
        }
    }

    private static AnswerEvent frame(String name, String data, AnswerEvent... says) {
        String event = "event: " + name + "\ndata: {\"type\":\"" + name + "\"," + data + "}\n\n";
        return new AnswerEvent.Frame(name, event.getBytes(StandardCharsets.UTF_8), true, List.of(says));
    }

    @Test
    void theRestOfATextThatBrokeOffIsInTheSameBlock() {
        AnswerEvent[] rest = {
            new AnswerEvent.Continued("on", "continued"), new AnswerEvent.Text("lo"), new AnswerEvent.Finish("stop")
        };
        List<JsonNode> ours = stream("", new AnswerEvent.Text("Hel"), rest[0], rest[1], rest[2]);
        AnswerEvent begun =
                frame("content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}");
        AnswerEvent piece = frame(
                "content_block_delta",
                "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hel\"}",
                new AnswerEvent.Text("Hel"));

        assertThat(outline(ours))
                .containsExactly("message_start", "0:text", "0+Hel", "0+lo", "0!", "message_delta", "message_stop");
        assertThat(outline(stream("", begun, piece, rest[0], rest[1], rest[2])))
                .containsExactly("0:text", "0+Hel", "0+lo", "0!", "message_delta", "message_stop");
    }

    @Test
    void theRestOfThinkingThatBrokeOffIsABlockOfItsOwn() {
        AnswerEvent begun =
                frame("content_block_start", "\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\"}");
        AnswerEvent piece = frame(
                "content_block_delta",
                "\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"Hm\"}",
                new AnswerEvent.Reasoning("Hm"));

        assertThat(outline(stream(
                        "",
                        begun,
                        piece,
                        new AnswerEvent.Continued("on", "identical"),
                        new AnswerEvent.Text("Hello"),
                        new AnswerEvent.Finish("stop"))))
                .containsExactly(
                        "0:thinking", "0+Hm", "0!", "1:text", "1+Hello", "1!", "message_delta", "message_stop");
    }

    private static void assertWellFormed(List<JsonNode> events) {
        int next = 0;
        boolean open = false;
        for (int i = 0; i < events.size(); i++) {
            JsonNode event = events.get(i);
            String type = event.path("type").asText();
            assertThat(type.equals("message_start")).isEqualTo(i == 0);
            assertThat(type.equals("message_stop")).isEqualTo(i == events.size() - 1);
            assertThat(type.equals("message_delta")).isEqualTo(i == events.size() - 2);
            if (type.equals("content_block_start")) {
                assertThat(open).isFalse();
                assertThat(event.path("index").asInt()).isEqualTo(next++);
                open = true;
            } else if (type.startsWith("content_block")) {
                assertThat(open).isTrue();
                assertThat(event.path("index").asInt()).isEqualTo(next - 1);
                open = !type.equals("content_block_stop");
            }
        }
        assertThat(open).isFalse();
    }
}
