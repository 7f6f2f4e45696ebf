package io.oblix.provider.claude;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.fixture.Questions;
import io.oblix.json.Json;
import io.oblix.provider.Endpoint;
import io.oblix.provider.claude.ClaudeSettings.Caching;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a prompt is marked for Anthropic's cache when its client has not marked it. */
class ClaudeCachingTest {

    private static final String MARK = "cache_control";

    @Test
    void anAgentsPromptIsMarkedAtItsToolsItsInstructionsItsLastTurnAndItsEnd() {
        assertThat(marks(sent(agent(3)))).containsExactly("", "/messages/4/content/1", "/system/1", "/tools/1");
        assertThat(marks(sent(agent(1)))).containsExactly("", "/messages/0/content/0", "/system/1", "/tools/1");
        assertThat(marks(sent(agent(0)))).containsExactly("", "/system/1", "/tools/1");
    }

    @Test
    void eachTurnBeginsWithTheOneBefore() {
        for (int turns = 0; turns < 5; turns++) {
            JsonNode before = withoutMarks(sent(agent(turns)));
            JsonNode after = withoutMarks(sent(agent(turns + 1)));
            assertThat(after.path("tools")).isEqualTo(before.path("tools"));
            assertThat(after.path("system")).isEqualTo(before.path("system"));
            for (int i = 0; i < before.path("messages").size(); i++) {
                assertThat(after.path("messages").path(i))
                        .isEqualTo(before.path("messages").path(i));
            }
        }
    }

    @Test
    void aShortPromptHasOnlyTheMarkAtTheTop() {
        ObjectNode body = agent(2);
        body.withArray("messages").remove(0);
        assertThat(marks(sent(body))).containsExactly("");
    }

    @Test
    void deprecatedFunctionsAreToolsToo() {
        ObjectNode body = agent(0);
        body.remove("tools");
        body.putArray("functions").addObject().put("name", "f");
        assertThat(marks(sent(body))).containsExactly("", "/system/1", "/tools/0");
    }

    @Test
    void aPromptWithoutToolsIsNotMarked() {
        ObjectNode body = agent(0);
        body.remove("tools");
        assertThat(marks(sent(body))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/messages/0",
                "/messages/0/content/0",
                "/messages/1",
                "/tools/0",
                "/tools/0/function",
                "/messages/3",
                ""
            })
    void theClientsOwnMarkIsTheOnlyOne(String place) {
        ObjectNode body = agent(1);
        ((ObjectNode) body.at(place)).putObject(MARK).put("type", "ephemeral").put("ttl", "1h");
        ObjectNode sent = sent(body);
        assertThat(marks(sent)).hasSize(1);
        assertThat(sent.findValue(MARK)).hasToString("{\"type\":\"ephemeral\",\"ttl\":\"1h\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/messages/1", "/tools/0", ""})
    void neitherIsAMalformedMarkReplaced(String place) {
        ObjectNode body = agent(1);
        ((ObjectNode) body.at(place)).putObject(MARK).put("type", "forever");
        assertThat(marks(sent(body))).isEmpty();
    }

    /** A conversation with long instructions, after some turns with two calls each. */
    private static ObjectNode agent(int turns) {
        ObjectNode body = Json.object().put("model", "auto");
        ArrayNode messages = body.putArray("messages");
        ArrayNode instructions = messages.addObject().put("role", "system").putArray("content");
        instructions
                .addObject()
                .put("type", "text")
                .put("text", "Work in small steps, and check each one. ".repeat(200));
        instructions.addObject().put("type", "text").put("text", "The project is written in Java.");
        messages.addObject().put("role", "user").put("content", "Find the fault.");
        for (int i = 0; i < turns; i++) {
            ArrayNode calls = messages.addObject().put("role", "assistant").putArray("tool_calls");
            for (String id : List.of("a" + i, "b" + i)) {
                calls.addObject()
                        .put("id", id)
                        .put("type", "function")
                        .putObject("function")
                        .put("name", "read")
                        .put("arguments", "{}");
            }
            messages.addObject()
                    .put("role", "tool")
                    .put("tool_call_id", "a" + i)
                    .put("content", "x");
            messages.addObject()
                    .put("role", "tool")
                    .put("tool_call_id", "b" + i)
                    .put("content", "y");
        }
        for (String name : List.of("read", "write")) {
            body.withArray("tools")
                    .addObject()
                    .put("type", "function")
                    .putObject("function")
                    .put("name", name);
        }
        return body;
    }

    private static ObjectNode sent(ObjectNode body) {
        ClaudeProvider claude = new ClaudeProvider(
                new Endpoint("claude", Side.CLOUD, "http://localhost:1", null, false, "none"),
                new ClaudeSettings(false, false, Caching.AUTO));
        return Objects.requireNonNull(Json.objectOrNull(claude.translate(
                        Questions.named(ChatRequestReader.read("id", Json.bytes(body), null, new Cancellation())),
                        claude.places(new ModelName("claude", "claude-opus-5")).get(0))
                .body()));
    }

    private static List<String> marks(JsonNode sent) {
        List<String> places = new ArrayList<>();
        collect(sent, "", places);
        return places.stream().sorted().toList();
    }

    private static void collect(JsonNode node, String place, List<String> places) {
        if (node.has(MARK)) {
            places.add(place);
        }
        node.properties().forEach(field -> collect(field.getValue(), place + "/" + field.getKey(), places));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collect(node.path(i), place + "/" + i, places);
        }
    }

    private static JsonNode withoutMarks(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(MARK);
        }
        node.forEach(ClaudeCachingTest::withoutMarks);
        return node;
    }
}
