package io.oblix.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.fixture.Golden;
import io.oblix.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any text in any field of a provider's answer stays inside a JSON string of ours: it cannot begin an event, end the JSON
 * or add a field.
 */
class InjectionTest {

    /** Line and string terminators, ASCII and Unicode, each followed by what it tries to inject. */
    private static final String POISON =
            "\r\n\r\ndata: {\"evil\":1}\n\nevent: evil\rid: evil\n: evil\n\n\u0085\u2028\u2029"
                    + "\u0000\u001b[2J\"}],\"evil\":2,\"x\":[{\"y\":\"\\\",\"evil\":3}</script>";

    static Stream<Provider> providers() {
        return HostileInputTest.providers();
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aTextFromAProviderCannotBreakOutInAStream(Provider provider) {
        int tried = 0;
        for (Golden golden : Golden.in(Provider.class, provider.name() + "/answers", ".sse", ".ndjson")) {
            for (byte[] poisoned : poisoned(golden)) {
                ReadAnswer answer = ReadAnswer.of(reader(provider, true), poisoned);
                assertStream(answer.stream("a:b", true));
                assertStream(answer.stream("a:b", false, true));
                assertJson(answer.whole("a:b"));
                tried++;
            }
        }
        assertThat(tried).isGreaterThan(100);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aTextFromAProviderCannotBreakOutInAWholeAnswer(Provider provider) {
        int tried = 0;
        for (Golden golden : Golden.in(Provider.class, provider.name() + "/answers", ".json")) {
            for (byte[] poisoned : poisoned(golden)) {
                assertJson(ReadAnswer.of(reader(provider, false), poisoned).whole("a:b"));
                tried++;
            }
        }
        assertThat(tried).isGreaterThan(10);
    }

    private static AnswerReader reader(Provider provider, boolean streaming) {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"stream\":" + streaming + "}";
        ChatRequest request =
                ChatRequestReader.read("id", body.getBytes(StandardCharsets.UTF_8), null, new Cancellation());
        return provider.reader(
                request, new ModelName(provider.name(), "m"), streaming ? "text/event-stream" : "application/json");
    }

    /** The answer with the poison in each of its texts, one after the other. */
    private static List<byte[]> poisoned(Golden golden) {
        String[] lines = new String(golden.bytes(), StandardCharsets.UTF_8).split("(?<=\n)", -1);
        if (golden.ending().equals(".json")) {
            lines = new String[] {String.join("", lines)};
        }
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < lines.length; i++) {
            int start = Math.max(0, lines[i].indexOf('{'));
            ObjectNode json = Json.objectOrNull(lines[i].substring(start).getBytes(StandardCharsets.UTF_8));
            for (JsonNode variant : json == null ? List.<JsonNode>of() : variants(json)) {
                String[] with = lines.clone();
                with[i] = lines[i].substring(0, start) + variant + "\n";
                all.add(String.join("", with).getBytes(StandardCharsets.UTF_8));
            }
        }
        return all;
    }

    private static List<JsonNode> variants(ObjectNode json) {
        List<JsonNode> all = new ArrayList<>();
        int texts = poison(json.deepCopy(), -1, 0);
        for (int i = 0; i < texts; i++) {
            ObjectNode copy = json.deepCopy();
            poison(copy, i, 0);
            all.add(copy);
        }
        return all;
    }

    /** Poisons the text of this number; returns how many there are. */
    private static int poison(JsonNode in, int number, int seen) {
        if (in instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                if (array.get(i).isTextual() && seen++ == number) {
                    array.set(i, TextNode.valueOf(array.get(i).textValue() + POISON));
                }
                seen = poison(array.get(i), number, seen);
            }
        } else if (in instanceof ObjectNode object) {
            for (String name : List.copyOf(
                    object.properties().stream().map(Map.Entry::getKey).toList())) {
                if (object.get(name).isTextual() && seen++ == number) {
                    object.put(name, object.get(name).textValue() + POISON);
                }
                seen = poison(object.get(name), number, seen);
            }
        }
        return seen;
    }

    private static void assertStream(String stream) {
        assertThat(stream).doesNotContain("\r").endsWith("\n\n");
        for (String event : stream.split("\n\n")) {
            assertThat(event).doesNotContain("\n");
            if (!event.equals("data: [DONE]")) {
                assertThat(event).startsWith("data: {");
                assertJson(event.substring("data: ".length()));
            }
        }
    }

    private static void assertJson(String text) {
        JsonNode json = Json.objectOrNull(text.getBytes(StandardCharsets.UTF_8));
        assertThat(json).as(text).isNotNull();
        assertThat(json.findValues("evil")).as(text).isEmpty();
    }
}
