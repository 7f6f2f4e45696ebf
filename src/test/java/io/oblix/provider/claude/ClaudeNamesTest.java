package io.oblix.provider.claude;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.fixture.Questions;
import io.oblix.json.Json;
import io.oblix.provider.Endpoint;
import io.oblix.provider.ReadAnswer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Names of tools and properties that Anthropic refuses: the client sees its own in every answer. */
class ClaudeNamesTest {

    private static final ModelName MODEL = new ModelName("claude", "claude-sonnet-4-5");

    private static final String ARGUMENTS =
            "{\"$filter\": \"$filter\", \"list\": [{\"filter[name]\": 1.50}], \"x\": null}";

    private static final String REQUEST = """
            {"model":"claude:claude-sonnet-4-5","messages":[{"role":"user","content":"x"}],"tools":[{"type":"function",
             "function":{"name":"files.read","parameters":{"type":"object","properties":{"$filter":{},"x":{},
             "list":{"items":{"properties":{"filter[name]":{}}}}}}}},
             {"type":"custom","custom":{"name":"sh.run"}}]}""";

    private final ClaudeProvider claude =
            new ClaudeProvider(new Endpoint("claude", Side.CLOUD, "http://localhost:1", null, false, "none"));

    @Test
    void aStreamedCallHasTheClientsNamesHoweverItIsCut() {
        byte[] stream = stream(sent(), true);
        String chunks = ReadAnswer.of(claude.reader(request(), MODEL, "text/event-stream"), stream).stream(
                MODEL.toString(), false);
        assertThat(chunks).contains("\"name\":\"files.read\"").contains("\"name\":\"sh.run\"");

        assertCalls(ReadAnswer.of(claude.reader(request(), MODEL, "text/event-stream"), stream));
        for (int at = 0; at <= stream.length; at++) {
            assertCalls(ReadAnswer.of(
                    claude.reader(request(), MODEL, "text/event-stream"), ReadAnswer.splitAt(stream, at)));
        }
    }

    @Test
    void argumentsAtTheStartOfTheBlockHaveThemToo() {
        assertCalls(ReadAnswer.of(claude.reader(request(), MODEL, "text/event-stream"), stream(sent(), false)));
    }

    @Test
    void aWholeAnswerHasThemToo() {
        ObjectNode message = Json.object().put("type", "message").put("stop_reason", "tool_use");
        message.putArray("content").add(call(0, sent())).add(call(1, sent()));
        assertCalls(ReadAnswer.of(claude.reader(request(), MODEL, "application/json"), Json.bytes(message)));
    }

    @Test
    void argumentsThatAreCutOffInTheMiddleOfANameAreNotLost() {
        String name = sent().at("/tools/0/input_schema/properties").fieldNames().next();
        String cut = event("{\"type\":\"message_start\",\"message\":{\"id\":\"m\"}}")
                + event(start(0, call(0, sent()).put("input", "")))
                + event(delta(0, "{\"" + name + "\": 1, \"" + name.substring(0, 4)))
                + event("{\"type\":\"content_block_stop\",\"index\":0}")
                + event("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"max_tokens\"}}")
                + event("{\"type\":\"message_stop\"}");
        JsonNode calls = calls(ReadAnswer.of(claude.reader(request(), MODEL, "text/event-stream"), utf8(cut)));
        assertThat(calls.at("/0/function/arguments").asText()).isEqualTo("{\"$filter\": 1, \"" + name.substring(0, 4));
    }

    private static void assertCalls(ReadAnswer answer) {
        JsonNode calls = calls(answer);
        assertThat(calls.at("/0/function/name").asText()).isEqualTo("files.read");
        assertThat(Json.valueOrNull(calls.at("/0/function/arguments").asText())).isEqualTo(Json.valueOrNull(ARGUMENTS));
        assertThat(calls.at("/1/custom/name").asText()).isEqualTo("sh.run");
        assertThat(calls.at("/1/custom/input").asText()).isEqualTo("ls");
    }

    private static JsonNode calls(ReadAnswer answer) {
        return Objects.requireNonNull(Json.objectOrNull(utf8(answer.whole(MODEL.toString()))))
                .at("/choices/0/message/tool_calls");
    }

    /** The request as Claude gets it, with the arguments as a call in its conversation. */
    private ObjectNode sent() {
        ObjectNode body = request().body().deepCopy();
        body.withArray("messages")
                .addObject()
                .put("role", "assistant")
                .putArray("tool_calls")
                .addObject()
                .put("id", "c")
                .put("type", "function")
                .putObject("function")
                .put("name", "files.read")
                .put("arguments", ARGUMENTS);
        body.withArray("messages")
                .addObject()
                .put("role", "tool")
                .put("tool_call_id", "c")
                .put("content", "x");
        ChatRequest request = ChatRequestReader.read("id", Json.bytes(body), null, new Cancellation());
        return Objects.requireNonNull(Json.objectOrNull(
                claude.translate(Questions.named(request), claude.places(MODEL).get(0))
                        .body()));
    }

    private static ObjectNode call(int index, ObjectNode sent) {
        JsonNode input = sent.at("/messages/1/content/0/input");
        return Json.object()
                .put("type", "tool_use")
                .put("id", "toolu_" + index)
                .put("name", sent.at("/tools/" + index + "/name").asText())
                .set("input", index == 0 ? input : Json.object().put("input", "ls"));
    }

    private static byte[] stream(ObjectNode sent, boolean inDeltas) {
        List<String> events = new ArrayList<>();
        events.add("{\"type\":\"message_start\",\"message\":{\"id\":\"m\"}}");
        for (int i = 0; i < 2; i++) {
            ObjectNode call = call(i, sent);
            String input = call.path("input").toString();
            events.add(start(i, inDeltas ? call.set("input", Json.object()) : call));
            for (int at = 0; inDeltas && at < input.length(); at += 7) {
                events.add(delta(i, input.substring(at, Math.min(input.length(), at + 7))));
            }
            events.add("{\"type\":\"content_block_stop\",\"index\":" + i + "}");
        }
        events.add("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"}}");
        events.add("{\"type\":\"message_stop\"}");
        StringBuilder stream = new StringBuilder();
        events.forEach(event -> stream.append(event(event)));
        return utf8(stream.toString());
    }

    private static String start(int index, ObjectNode call) {
        return Json.object()
                .put("type", "content_block_start")
                .put("index", index)
                .set("content_block", call)
                .toString();
    }

    private static String delta(int index, String json) {
        ObjectNode event = Json.object().put("type", "content_block_delta").put("index", index);
        event.putObject("delta").put("type", "input_json_delta").put("partial_json", json);
        return event.toString();
    }

    private static String event(String data) {
        return "data: " + data + "\n\n";
    }

    private static ChatRequest request() {
        return ChatRequestReader.read("id", utf8(REQUEST), null, new Cancellation());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
