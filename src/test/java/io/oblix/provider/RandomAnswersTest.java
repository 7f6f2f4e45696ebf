package io.oblix.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.models.chat.completions.ChatCompletion;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.fixture.Golden;
import io.oblix.json.Json;
import io.oblix.provider.claude.ClaudeProvider;
import io.oblix.provider.ollama.OllamaProvider;
import io.oblix.provider.ollama.OllamaSettings;
import io.oblix.provider.openai.OpenAiProvider;
import io.oblix.settings.CallLimit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The chunks of a stream amount to the same as the whole answer, for random answers that are the same in each run. */
class RandomAnswersTest {

    private static final int ANSWERS = 400;

    @Test
    void aClaudeStreamAmountsToItsWholeAnswer() {
        Provider claude = new ClaudeProvider(endpoint("claude"));
        for (int seed = 0; seed < ANSWERS; seed++) {
            RandomJson random = new RandomJson(seed);
            ObjectNode message = claudeMessage(random);
            ReadAnswer whole = read(claude, "application/json", message.toString());
            ReadAnswer stream = read(claude, "text/event-stream", claudeStream(message, random));
            assertThat(stream.whole("claude:m")).as("seed %d", seed).isEqualTo(whole.whole("claude:m"));
            checkChunks(stream, seed);
        }
    }

    @Test
    void anOllamaStreamAmountsToItsWholeAnswer() {
        Provider ollama =
                new OllamaProvider(new OllamaSettings(List.of("http://localhost:1"), null, 4096, CallLimit.NONE));
        for (int seed = 0; seed < ANSWERS; seed++) {
            checkChunks(read(ollama, "application/x-ndjson", ollamaLines(new RandomJson(seed))), seed);
        }
    }

    @Test
    void anOpenAiStreamAmountsToWhatWasSent() {
        Provider openAi = new OpenAiProvider(endpoint("openai"));
        for (int seed = 0; seed < ANSWERS; seed++) {
            String sent = openAiStream(new RandomJson(seed));
            ReadStream received = ReadStream.of(read(openAi, "text/event-stream", sent).stream("openai:m", true));
            ObjectNode expected = ReadStream.of(sent).gathered().put("model", "openai:m");
            assertThat(Golden.canonical(received.gathered()))
                    .as("seed %d", seed)
                    .isEqualTo(Golden.canonical(expected));
            received.accumulated(true);
        }
    }

    private static void checkChunks(ReadAnswer answer, int seed) {
        assertThat(answer.problem()).as("seed %d", seed).isNull();
        for (boolean functions : new boolean[] {false, true}) {
            ReadStream stream = ReadStream.of(answer.stream("a:m", true, functions));
            ObjectNode whole = (ObjectNode) tree(answer.whole("a:m", functions));
            assertThat(Golden.canonical(stream.gathered())).as("seed %d", seed).isEqualTo(Golden.canonical(whole));
            if (!functions) {
                // The client's accumulator does not assemble the deprecated function_call.
                ChatCompletion read = stream.accumulated(true);
                assertThat(read.choices().get(0).message().content().orElse(""))
                        .as("seed %d", seed)
                        .isEqualTo(whole.at("/choices/0/message/content").asText(""));
            }
        }
    }

    private static ObjectNode claudeMessage(RandomJson random) {
        ObjectNode message = Json.object().put("id", "msg_1").put("type", "message");
        ArrayNode content = message.putArray("content");
        for (int i = random.below(6); i > 0; i--) {
            content.add(claudeBlock(random, i));
        }
        message.put(
                "stop_reason",
                random.oneOf("end_turn", "max_tokens", "tool_use", "refusal", "pause_turn", "stop_sequence"));
        message.putObject("stop_details").put("explanation", random.oneOf("Not this.", "", "   "));
        message.putObject("usage")
                .put("input_tokens", random.below(100))
                .put("output_tokens", random.below(100))
                .put("cache_read_input_tokens", random.below(100))
                .put("service_tier", random.oneOf("standard", "priority", "batch"));
        return message;
    }

    private static ObjectNode claudeBlock(RandomJson random, int number) {
        ObjectNode block = Json.object();
        switch (random.below(6)) {
            case 0 ->
                block.put("type", "thinking").put("thinking", random.text(5)).put("signature", random.text(1));
            case 1 -> block.put("type", "redacted_thinking").put("data", "eA==");
            case 2 ->
                block.put("type", "tool_use")
                        .put("id", "toolu_" + number)
                        .put("name", "clock")
                        .set("input", random.object(3));
            case 3 ->
                block.put("type", random.oneOf("server_tool_use", "web_search_tool_result", "of_tomorrow"))
                        .put("text", "never seen")
                        .set("input", random.object(2));
            default -> {
                block.put("type", "text").put("text", random.text(8)).putArray("citations");
                for (int i = random.below(3); i > 0; i--) {
                    block.withArray("citations")
                            .addObject()
                            .put("type", random.oneOf("web_search_result_location", "char_location"))
                            .put("url", "https://example.com/" + i)
                            .put("title", random.text(1));
                }
            }
        }
        return block;
    }

    private static String claudeStream(ObjectNode message, RandomJson random) {
        StringBuilder out = new StringBuilder();
        ObjectNode start = message.deepCopy();
        start.putArray("content");
        event(out, event("message_start").set("message", start));
        JsonNode blocks = message.path("content");
        for (int i = 0; i < blocks.size(); i++) {
            claudeBlock(out, i, (ObjectNode) blocks.get(i), random);
        }
        ObjectNode delta = event("message_delta");
        delta.putObject("delta")
                .<ObjectNode>set("stop_reason", message.path("stop_reason"))
                .set("stop_details", message.path("stop_details"));
        event(out, delta);
        event(out, event("message_stop"));
        return out.toString();
    }

    private static void claudeBlock(StringBuilder out, int index, ObjectNode block, RandomJson random) {
        ObjectNode begun = block.deepCopy();
        if (block.path("type").asText().equals("text")) {
            begun.put("text", "").putArray("citations");
        } else if (block.path("type").asText().equals("thinking")) {
            begun.put("thinking", "").put("signature", "");
        } else if (block.has("input")) {
            begun.putObject("input");
        }
        event(out, event("content_block_start").put("index", index).set("content_block", begun));
        for (String field : List.of("text", "thinking")) {
            for (String piece : random.cut(block.path(field).asText(""))) {
                delta(out, index, Json.object().put("type", field + "_delta").put(field, piece));
            }
        }
        for (JsonNode citation : block.path("citations")) {
            ObjectNode delta = Json.object().put("type", "citations_delta");
            delta(out, index, delta.set("citation", citation));
        }
        if (block.has("signature")) {
            delta(out, index, Json.object().put("type", "signature_delta").set("signature", block.path("signature")));
        }
        if (!block.path("input").isEmpty()) {
            for (String piece : random.cut(block.path("input").toString())) {
                delta(out, index, Json.object().put("type", "input_json_delta").put("partial_json", piece));
            }
        }
        event(out, event("content_block_stop").put("index", index));
    }

    private static void delta(StringBuilder out, int index, JsonNode delta) {
        event(out, event("content_block_delta").put("index", index).set("delta", delta));
    }

    private static ObjectNode event(String type) {
        return Json.object().put("type", type);
    }

    private static void event(StringBuilder out, JsonNode event) {
        out.append("data: ").append(utf8(event)).append("\n\n");
    }

    private static String ollamaLines(RandomJson random) {
        StringBuilder out = new StringBuilder();
        int calls = 0;
        for (int i = random.below(8); i >= 0; i--) {
            ObjectNode line = Json.object();
            ObjectNode message = line.putObject("message").put("content", random.text(2));
            if (random.chance(0.3)) {
                message.put("thinking", random.text(2));
            }
            if (random.chance(0.3)) {
                line.putArray("logprobs")
                        .addObject()
                        .put("token", random.text(1))
                        .put("logprob", -0.5);
            }
            for (int call = random.below(3); call > 0; call--) {
                message.withArray("tool_calls")
                        .addObject()
                        .put("id", "call_" + calls++)
                        .putObject("function")
                        .put("name", "clock")
                        .set("arguments", random.object(3));
            }
            line.put("done", i == 0);
            if (i == 0) {
                line.put("done_reason", random.oneOf("stop", "length", "load"));
                line.put("eval_count", random.below(100));
            }
            out.append(utf8(line)).append(random.oneOf("\n", "\r\n", "\n\n"));
        }
        return out.toString();
    }

    private static String openAiStream(RandomJson random) {
        StringBuilder out = new StringBuilder();
        event(out, chunk(Json.object().put("role", "assistant").put("content", "")));
        int calls = 0;
        for (int i = random.below(8); i > 0; i--) {
            ObjectNode delta = Json.object();
            if (random.chance(0.3)) {
                delta.putArray("tool_calls")
                        .addObject()
                        .put("index", calls)
                        .put("id", "call_" + calls++)
                        .put("type", "function")
                        .putObject("function")
                        .put("name", "clock")
                        .put("arguments", random.object(2).toString());
            } else {
                delta.put(random.oneOf("content", "reasoning_content", "refusal"), random.text(3));
            }
            event(out, chunk(delta));
        }
        ObjectNode last = chunk(Json.object());
        ((ObjectNode) last.at("/choices/0")).put("finish_reason", calls > 0 ? "tool_calls" : "stop");
        ObjectNode usage = Json.object()
                .put("prompt_tokens", 1)
                .put("completion_tokens", 2)
                .put("total_tokens", 3);
        if (random.chance(0.5)) {
            last.set("usage", usage);
            event(out, last);
        } else {
            event(out, last);
            ObjectNode apart = chunk(Json.object()).put("system_fingerprint", random.text(1));
            apart.putArray("choices");
            event(out, apart.set("usage", usage));
        }
        return out.append("data: [DONE]\n\n").toString();
    }

    private static ObjectNode chunk(ObjectNode delta) {
        ObjectNode chunk = Json.object()
                .put("id", "chatcmpl-1")
                .put("object", "chat.completion.chunk")
                .put("created", 1)
                .put("model", "m");
        chunk.putArray("choices")
                .addObject()
                .put("index", 0)
                .putNull("finish_reason")
                .set("delta", delta);
        return chunk;
    }

    private static ReadAnswer read(Provider provider, String contentType, String body) {
        byte[] request = ("{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"stream\":"
                        + !contentType.equals("application/json") + ",\"stream_options\":{\"include_usage\":true}}")
                .getBytes(StandardCharsets.UTF_8);
        return ReadAnswer.of(
                provider.reader(
                        ChatRequestReader.read("id", request, null, new Cancellation()),
                        new ModelName(provider.name(), "m"),
                        contentType),
                body.getBytes(StandardCharsets.UTF_8));
    }

    private static Endpoint endpoint(String name) {
        return new Endpoint(name, Side.CLOUD, "http://localhost:1", null, false, "no setting");
    }

    /** With lone surrogates as escapes, because UTF-8 cannot hold them. */
    private static String utf8(JsonNode json) {
        return new String(Json.bytes(json), StandardCharsets.UTF_8);
    }

    private static JsonNode tree(String json) {
        return Json.MAPPER.convertValue(Json.objectOrNull(json.getBytes(StandardCharsets.UTF_8)), ObjectNode.class);
    }
}
