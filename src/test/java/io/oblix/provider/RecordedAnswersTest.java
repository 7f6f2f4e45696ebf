package io.oblix.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.fixture.Golden;
import io.oblix.json.Json;
import io.oblix.problem.UpstreamProblem;
import io.oblix.provider.claude.ClaudeProvider;
import io.oblix.provider.ollama.OllamaProvider;
import io.oblix.provider.ollama.OllamaSettings;
import io.oblix.provider.openai.OpenAiProvider;
import io.oblix.server.reply.ErrorReply;
import io.oblix.settings.CallLimit;
import io.oblix.upstream.UpstreamHead;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Answers recorded from the providers' servers, if a folder of them is given: {@code -Doblix.fixtures=FOLDER}. They come
 * from other projects and are not part of this one. Each file in the folder {@code expected} names its recording.
 */
@EnabledIfSystemProperty(named = "oblix.fixtures", matches = ".+")
class RecordedAnswersTest {

    /** Fields that are new in each answer, or not translated. */
    private static final List<String> OUR_OWN = List.of("id", "model", "created", "thinking_blocks");

    @TestFactory
    Stream<DynamicTest> aRecordedAnswerBecomesWhatIsExpected() throws IOException {
        Path folder = Path.of(System.getProperty("oblix.fixtures", ""));
        try (Stream<Path> expectations = Files.list(folder.resolve("expected"))) {
            return expectations.sorted().toList().stream().map(file -> {
                ObjectNode expectation = Objects.requireNonNull(Json.objectOrNull(read(file)));
                String recording = expectation.path("fixture").asText();
                return DynamicTest.dynamicTest(
                        recording, () -> check(recording, read(folder.resolve(recording)), expectation));
            });
        }
    }

    private static void check(String name, byte[] recording, ObjectNode expectation) {
        JsonNode expected = expectation.path("expected");
        if (expectation.has("expected_status")) {
            checkError(recording, expectation);
        } else if (name.endsWith(".json")) {
            ChatRequest request = request(false);
            ModelName model = model(name);
            ReadAnswer answer = ReadAnswer.of(provider(name).reader(request, model, "application/json"), recording);
            assertThat(comparable(tree(answer.whole("a:b")))).isEqualTo(comparable(expected));
        } else {
            ReadAnswer answer =
                    ReadAnswer.of(provider(name).reader(request(true), model(name), "text/event-stream"), recording);
            assertThat(comparable(gather(answer))).isEqualTo(comparable(expected));
        }
    }

    private static void checkError(byte[] recording, ObjectNode expectation) {
        Map<String, String> headers = Map.of("retry-after", "1");
        UpstreamHead head = new UpstreamHead(expectation.path("upstream_status").asInt(), headers);
        // The errors that are expected anything of are Anthropic's.
        UpstreamProblem problem = provider("anthropic/").problem(model("anthropic/"), head, recording);
        assertThat(problem.status())
                .isEqualTo(expectation.path("expected_status").asInt());
        JsonNode error = tree(new String(ErrorReply.body(problem), StandardCharsets.UTF_8))
                .path("error");
        JsonNode expected = expectation.path("expected").path("error");
        assertThat(error.path("type")).isEqualTo(expected.path("type"));
        assertThat(error.path("code")).isEqualTo(expected.path("code"));
        assertThat(error.path("message").asText())
                .endsWith(expected.path("message").asText());
    }

    private static Provider provider(String recording) {
        return switch (recording.substring(0, recording.indexOf('/'))) {
            case "anthropic" -> new ClaudeProvider(endpoint("claude"));
            case "openai" -> new OpenAiProvider(endpoint("openai"));
            case "ollama" ->
                new OllamaProvider(new OllamaSettings(List.of("http://localhost:1"), null, 4096, CallLimit.NONE));
            default -> throw new AssertionError("whose answer is " + recording + "?");
        };
    }

    private static Endpoint endpoint(String name) {
        return new Endpoint(name, Side.CLOUD, "http://localhost:1", null, false, "no setting");
    }

    private static ModelName model(String recording) {
        return new ModelName(provider(recording).name(), "recorded");
    }

    private static ChatRequest request(boolean streaming) {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"stream\":" + streaming
                + ",\"stream_options\":{\"include_usage\":true}}";
        return ChatRequestReader.read("recorded", body.getBytes(StandardCharsets.UTF_8), null, new Cancellation());
    }

    /** What the chunks of a stream amount to, as the expectations put it. */
    private static ObjectNode gather(ReadAnswer answer) {
        ObjectNode gathered = Json.object();
        List.of("content", "reasoning_content", "refusal", "finish_reason", "usage", "error")
                .forEach(gathered::putNull);
        ArrayNode calls = gathered.putArray("tool_calls");
        ArrayNode annotations = gathered.putArray("annotations");
        for (String line : answer.stream("a:b", true).split("\n\n", -1)) {
            if (line.isEmpty() || line.equals("data: [DONE]")) {
                continue;
            }
            JsonNode chunk = tree(line.substring("data: ".length()));
            if (chunk.path("usage").isObject()) {
                gathered.set("usage", chunk.path("usage"));
            }
            if (chunk.path("error").isObject()) {
                gathered.set("error", chunk.path("error"));
            }
            for (JsonNode choice : chunk.path("choices")) {
                JsonNode delta = choice.path("delta");
                append(delta, "content", gathered);
                append(delta, "reasoning_content", gathered);
                append(delta, "refusal", gathered);
                delta.path("annotations").forEach(annotations::add);
                delta.path("tool_calls").forEach(call -> addCall(call, calls));
                if (choice.path("finish_reason").isTextual()) {
                    gathered.set("finish_reason", choice.path("finish_reason"));
                }
            }
        }
        return gathered;
    }

    private static void append(JsonNode delta, String field, ObjectNode gathered) {
        String piece = Json.text(delta, field);
        if (piece != null) {
            gathered.put(field, gathered.path(field).asText("") + piece);
        }
    }

    private static void addCall(JsonNode call, ArrayNode calls) {
        while (calls.size() <= call.path("index").asInt()) {
            calls.addObject().put("id", "").put("name", "").put("arguments", "");
        }
        ObjectNode gathered = (ObjectNode) calls.get(call.path("index").asInt());
        append(call, "id", gathered);
        append(call.path("function"), "name", gathered);
        append(call.path("function"), "arguments", gathered);
    }

    /** Without fields of ours. An absent usage detail counts as 0, and errors are equal whatever their text. */
    private static String comparable(JsonNode answer) {
        ObjectNode copy = answer.deepCopy();
        copy.remove(OUR_OWN);
        copy.remove("done");
        removeIfEmpty(copy, "annotations");
        for (JsonNode choice : copy.path("choices")) {
            if (choice.path("message") instanceof ObjectNode message) {
                message.remove(OUR_OWN);
                removeIfEmpty(message, "annotations");
            }
        }
        if (copy.path("usage") instanceof ObjectNode usage && !usage.has("prompt_tokens_details")) {
            usage.putObject("prompt_tokens_details").put("cached_tokens", 0).put("cache_write_tokens", 0);
            usage.putObject("completion_tokens_details").put("reasoning_tokens", 0);
        }
        if (copy.path("error").isObject()) {
            copy = Json.object().put("error", true);
        }
        return Golden.canonical(copy);
    }

    private static void removeIfEmpty(ObjectNode object, String field) {
        if (object.path(field).isEmpty()) {
            object.remove(field);
        }
    }

    private static JsonNode tree(String json) {
        return Objects.requireNonNull(
                Json.objectOrNull(json.getBytes(StandardCharsets.UTF_8)), () -> "no JSON: " + json);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }
}
