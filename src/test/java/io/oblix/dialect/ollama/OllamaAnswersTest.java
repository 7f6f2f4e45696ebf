package io.oblix.dialect.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Usage;
import io.oblix.dialect.Answers;
import io.oblix.dialect.Recorded;
import io.oblix.fixture.AllocationBudget;
import io.oblix.fixture.Golden;
import io.oblix.json.Json;
import io.oblix.provider.AnswerReader;
import io.oblix.provider.ReadAnswer;
import io.oblix.provider.ollama.OllamaProvider;
import io.oblix.provider.ollama.OllamaSettings;
import io.oblix.settings.CallLimit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers of all providers as Ollama's clients read them, whole and streamed. */
class OllamaAnswersTest {

    private static final String CHAT = """
        {"model":"auto:latest","messages":[{"role":"user","content":"Hello"}],"think":%s,"stream":%s}""";

    private static final String GENERATE = """
        {"model":"auto:latest","prompt":"Hello","think":%s,"stream":%s}""";

    /** Ends of JSON that Ollama's clients require, measured with its own for Python. */
    private static final List<String> METRICS = List.of(
            "total_duration",
            "load_duration",
            "prompt_eval_count",
            "prompt_eval_duration",
            "eval_count",
            "eval_duration");

    static Stream<Arguments> answers() {
        return Recorded.all()
                .flatMap(recorded -> Stream.of(OllamaForm.values()).map(form -> Arguments.of(recorded, form)));
    }

    private static ChatRequest request(OllamaForm form, String think) {
        String body = form == OllamaForm.CHAT ? CHAT : GENERATE;
        return OllamaRequestsGoldenTest.read(form, body.formatted(think, "true"));
    }

    private static ObjectNode whole(ChatRequest request, List<AnswerEvent> events) {
        byte[] json = dialect(request).whole(request, Answers.inWords(events));
        return Objects.requireNonNull(Json.objectOrNull(json));
    }

    private static OllamaDialect dialect(ChatRequest request) {
        return new OllamaDialect(OllamaMemo.of(request).form(), true);
    }

    /** Each piece is one line of JSON, as clients read them. */
    private static List<ObjectNode> lines(ChatRequest request, List<AnswerEvent> events) {
        List<ObjectNode> lines = new ArrayList<>();
        Answers.write(dialect(request), request, Answers.inWords(events), piece -> {
            String line = new String(piece, StandardCharsets.UTF_8);
            assertThat(line).endsWith("}\n").doesNotContain("\n{").hasLineCount(1);
            lines.add(Objects.requireNonNull(Json.objectOrNull(piece)));
        });
        return lines;
    }

    /** What a client puts together. */
    private static ObjectNode joined(List<ObjectNode> lines, OllamaForm form) {
        StringBuilder text = new StringBuilder();
        StringBuilder thinking = new StringBuilder();
        ArrayNode calls = Json.MAPPER.createArrayNode();
        for (ObjectNode line : lines) {
            JsonNode said = form == OllamaForm.CHAT ? line.path("message") : line;
            text.append(
                    said.path(form == OllamaForm.CHAT ? "content" : "response").asText());
            thinking.append(said.path("thinking").asText());
            said.path("tool_calls").forEach(calls::add);
        }
        ObjectNode joined = lines.get(lines.size() - 1).deepCopy();
        ObjectNode message = form == OllamaForm.CHAT ? (ObjectNode) joined.path("message") : joined;
        message.put(form == OllamaForm.CHAT ? "content" : "response", text.toString());
        if (!thinking.isEmpty()) {
            message.put("thinking", thinking.toString());
        }
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
        return joined;
    }

    /** Without what differs from run to run, and logprobs, which stand in the line of their text. */
    private static String timeless(ObjectNode answer) {
        ObjectNode rest = answer.deepCopy();
        rest.remove(METRICS.subList(0, 2));
        rest.remove(List.of("created_at", "prompt_eval_duration", "eval_duration", "logprobs"));
        return Golden.canonical(rest);
    }

    @ParameterizedTest
    @MethodSource("answers")
    void aStreamSaysTheSameAsTheWholeAnswer(Recorded recorded, OllamaForm form) {
        ReadAnswer answer = recorded.read(request(OllamaForm.CHAT, "null"));
        if (answer.problem() != null) {
            return;
        }
        for (String think : List.of("null", "true", "false")) {
            ChatRequest request = request(form, think);
            ObjectNode whole = whole(request, answer.events());
            List<ObjectNode> lines = lines(request, answer.events());

            assertThat(timeless(joined(lines, form))).isEqualTo(timeless(whole));
            lines.forEach(line -> check(line, form));
            check(whole, form);
            assertThat(lines.subList(0, lines.size() - 1))
                    .noneMatch(line -> line.path("done").asBoolean());
            assertThat(whole.path("done").asBoolean()).isTrue();
            assertThat(whole.path("done_reason").asText()).isIn("stop", "length");
            assertThat(METRICS).allMatch(field -> whole.path(field).isIntegralNumber());
            assertThat(whole.path("eval_duration").asLong()).isPositive();
            assertThat(whole.path("remote_model").asText()).isEqualTo("openai:m");
            if (think.equals("false")) {
                assertThat(whole.findValue("thinking")).isNull();
            }
        }
    }

    private static void check(ObjectNode line, OllamaForm form) {
        assertThat(line.path("model").asText()).isEqualTo("auto:latest");
        assertThat(Instant.parse(line.path("created_at").asText())).isNotNull();
        if (form == OllamaForm.GENERATE) {
            assertThat(line.path("response").isTextual()).isTrue();
            return;
        }
        assertThat(line.path("message").path("role").asText()).isEqualTo("assistant");
        assertThat(line.path("message").path("content").isTextual()).isTrue();
        assertThat(line.path("message").path("tool_calls"))
                .allMatch(call -> call.path("function").path("arguments").isObject())
                .allMatch(call -> call.path("function").path("name").isTextual())
                .allMatch(call -> call.path("id").isTextual());
    }

    /** Pieces of calls come in any order, other events between them, arguments that are no JSON among them. */
    @Test
    void callsInPiecesAreWholeInOneLine() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int calls = 1 + random.nextInt(4);
            List<AnswerEvent> events = new ArrayList<>();
            List<List<AnswerEvent>> pieces = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            for (int call = 0; call < calls; call++) {
                String arguments = random.nextInt(4) == 0 ? "{\"cut" : "{\"a\":" + random.nextInt(1000) + "}";
                expected.add(arguments.endsWith("}") ? arguments : "{}");
                events.add(new AnswerEvent.ToolCallStart(call, "id" + call, "f" + call, ""));
                List<AnswerEvent> its = new ArrayList<>();
                for (int at = 0; at < arguments.length(); at++) {
                    its.add(new AnswerEvent.ToolCallArguments(call, arguments.substring(at, at + 1)));
                }
                pieces.add(its);
            }
            while (pieces.stream().anyMatch(its -> !its.isEmpty())) {
                List<AnswerEvent> its = pieces.get(random.nextInt(calls));
                if (!its.isEmpty()) {
                    events.add(its.remove(0));
                } else if (random.nextInt(5) == 0) {
                    events.add(new AnswerEvent.Text("t"));
                }
            }
            events.add(new AnswerEvent.Finish("tool_calls"));
            events.add(new AnswerEvent.Counted(Usage.of(3, 4)));

            List<ObjectNode> lines = lines(request(OllamaForm.CHAT, "null"), events);
            JsonNode called = lines.get(lines.size() - 2).path("message").path("tool_calls");

            assertThat(called).hasSize(calls);
            IntStream.range(0, calls).forEach(call -> {
                JsonNode function = called.get(call).path("function");
                assertThat(function.path("arguments")).hasToString(expected.get(call));
                assertThat(function.path("index").asInt()).isEqualTo(call);
            });
            assertThat(lines.get(lines.size() - 1).path("done_reason").asText()).isEqualTo("stop");
        }
    }

    @Test
    void logprobsAreOllamas() {
        ArrayNode tokens = Json.MAPPER.createArrayNode();
        tokens.addObject()
                .put("token", "Hi")
                .put("logprob", -0.5)
                .putNull("bytes")
                .putArray("top_logprobs");
        List<AnswerEvent> events = List.of(new AnswerEvent.Text("Hi", tokens), new AnswerEvent.Finish("stop"));

        List<ObjectNode> lines = lines(request(OllamaForm.CHAT, "null"), events);

        assertThat(lines.get(0).path("logprobs")).hasToString("[{\"token\":\"Hi\",\"logprob\":-0.5}]");
        assertThat(whole(request(OllamaForm.CHAT, "null"), events).path("logprobs"))
                .hasToString("[{\"token\":\"Hi\",\"logprob\":-0.5}]");
    }

    @Test
    void aTextMayHoldAnyCharacter() {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 0x3000; c++) {
            all.append(c);
        }
        List<ObjectNode> lines = lines(
                request(OllamaForm.GENERATE, "null"),
                List.of(
                        new AnswerEvent.Text(all.toString()),
                        new AnswerEvent.Text("\uD83D"),
                        new AnswerEvent.Finish("stop")));

        assertThat(lines.get(0).path("response").asText()).isEqualTo(all.toString());
        assertThat(lines.get(1).path("response").asText()).isEqualTo("\uD83D");
    }

    @Test
    void anotherModelGoesOnBehindOllamasOwnLines() {
        byte[] line = "{\"model\":\"auto:latest\",\"message\":{\"content\":\"Hel\"},\"done\":false}\n"
                .getBytes(StandardCharsets.UTF_8);
        List<AnswerEvent> events = List.of(
                new AnswerEvent.Frame("", line, true, List.of(new AnswerEvent.Text("Hel"))),
                new AnswerEvent.Continued("openai:m goes on", "continued"),
                new AnswerEvent.Text("lo"),
                new AnswerEvent.Finish("stop"));

        List<ObjectNode> lines = lines(request(OllamaForm.CHAT, "null"), events);

        assertThat(lines).hasSize(3);
        assertThat(joined(lines, OllamaForm.CHAT)
                        .path("message")
                        .path("content")
                        .asText())
                .isEqualTo("Hello");
    }

    @Test
    void aSignOfLifeIsAnEmptyPieceAndNeverTheFirst() {
        ChatRequest request = request(OllamaForm.CHAT, "null");
        var framing = dialect(request).framing(request);

        assertThat(framing.keepAlive(false)).isNull();
        assertThat(framing.comment("x")).isNull();
        byte[] sign = Objects.requireNonNull(framing.keepAlive(true));
        check(Objects.requireNonNull(Json.objectOrNull(sign)), OllamaForm.CHAT);
    }

    @Test
    void aTokenStaysWithinItsBudget() throws IOException {
        ChatRequest request = request(OllamaForm.CHAT, "null");
        AnswerEvent token = new AnswerEvent.Text(" word");

        AllocationBudget.check("stream-event.in-ollamas-api", 100, () -> {
            AnswerLines lines = new AnswerLines(request, true, piece -> {});
            for (int i = 0; i < 100; i++) {
                lines.write(token);
            }
        });
    }

    @Test
    void aTokenOfOllamasOwnStaysWithinItsBudget() throws IOException {
        OllamaProvider ollama =
                new OllamaProvider(new OllamaSettings(List.of("http://localhost:1"), "30m", 32_768, CallLimit.NONE));
        ChatRequest request = request(OllamaForm.CHAT, "null");
        byte[] word = ("{\"model\":\"llama3.2:1b\",\"created_at\":\"2026-11-01T12:00:00.123456789Z\",\"message\":"
                        + "{\"role\":\"assistant\",\"content\":\" word\"},\"done\":false}\n")
                .getBytes(StandardCharsets.UTF_8);

        AllocationBudget.check("stream-event.in-ollamas-api-as-sent", 100, () -> {
            AnswerReader reader =
                    ollama.reader(request, new ModelName("ollama", "llama3.2:1b"), "application/x-ndjson");
            AnswerLines lines = new AnswerLines(request, true, piece -> {});
            for (int i = 0; i < 100; i++) {
                reader.read(word, lines::write);
            }
        });
    }

    @Test
    void callsHaveNoIdForClientsThatDoNotKnowOne() {
        ChatRequest request = request(OllamaForm.CHAT, "null");
        List<AnswerEvent> events =
                List.of(new AnswerEvent.ToolCallStart(0, "call_1", "f", "{}"), new AnswerEvent.Finish("tool_calls"));
        OllamaDialect dialect = new OllamaDialect(OllamaForm.CHAT, false);
        StringBuilder sent = new StringBuilder();
        Answers.write(
                dialect,
                request,
                Answers.inWords(events),
                piece -> sent.append(new String(piece, StandardCharsets.UTF_8)));

        assertThat(sent).contains("\"tool_calls\":[{\"function\"");
        assertThat(new String(dialect.whole(request, Answers.inWords(events)), StandardCharsets.UTF_8))
                .contains("\"tool_calls\":[{\"function\"");
    }
}
