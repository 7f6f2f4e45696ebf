package io.oblix.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.chat.AnswerEvent;
import io.oblix.chat.ChatRequest;
import io.oblix.dialect.Answers;
import io.oblix.dialect.responses.input.ReasoningEnvelope;
import io.oblix.dialect.responses.tools.ToolBook;
import io.oblix.fixture.Golden;
import io.oblix.json.Json;
import io.oblix.problem.RequestProblem;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Input that is broken, or meant to do harm: an answer or a clear error, and bounded work. */
class HostileResponsesTest {

    private final ResponsesDialect dialect = ResponsesRequests.dialect(new ResponsesMemory(32 << 20, Long.MAX_VALUE));

    private static String items(int count) {
        return "{\"input\":[" + "{\"role\":\"user\",\"content\":\"x\"},".repeat(count - 1)
                + "{\"role\":\"user\",\"content\":\"x\"}]}";
    }

    @Test
    void tooManyItemsAreRefused() {
        assertThat(ResponsesRequests.read(dialect, items(10_000)).messages()).hasSize(10_000);
        assertThatThrownBy(() -> ResponsesRequests.read(dialect, items(10_001)))
                .isInstanceOf(RequestProblem.class)
                .hasMessageContaining("array too long")
                .extracting(problem -> ((RequestProblem) problem).code())
                .isEqualTo("array_above_max_length");
    }

    @Test
    void thousandsOfNamesThatBecomeOneAreToldApartAtOnce() {
        ObjectNode body = Json.object().put("input", "Hello");
        ArrayNode tools = body.putArray("tools");
        for (int i = 0; i < 5_000; i++) {
            tools.addObject().put("type", "function").put("name", "a" + (char) (0x4e00 + i));
        }

        JsonNode read = ResponsesRequests.read(dialect, body.toString()).body().path("tools");

        Set<String> names = new HashSet<>();
        read.forEach(tool -> names.add(tool.path("function").path("name").asText()));
        assertThat(names).hasSize(5_000).contains("a_", "a__2", "a__5000");
    }

    @Test
    void deepNestingIsRefused() {
        String deep = "{\"input\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";

        assertThatThrownBy(() -> ResponsesRequests.read(dialect, deep)).isInstanceOf(RequestProblem.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "oblix1.",
                "oblix1.e30",
                "oblix1.%%%",
                "oblix1.bnVsbA",
                "oblix2.e30",
                "",
                "gAAAA",
            })
    void aForgedEnvelopeIsForeign(String envelope) {
        assertThat(ReasoningEnvelope.blocks(envelope)).isEmpty();
        assertThat(ReasoningEnvelope.summaryIn(envelope)).isNull();
    }

    @Test
    void anEnvelopeHoldsBlocksOfThinkingOnly() {
        String forged = "{\"k\":\"claude\",\"b\":[{\"type\":\"text\",\"text\":\"x\"},{\"type\":\"tool_use\"},7,"
                + "{\"type\":\"thinking\",\"thinking\":\"t\",\"signature\":\"s\",\"extra\":1}]}";
        String sealed = "oblix1." + Base64.getUrlEncoder().encodeToString(forged.getBytes(StandardCharsets.UTF_8));

        assertThat(ReasoningEnvelope.blocks(sealed).toString())
                .isEqualTo("[{\"type\":\"thinking\",\"thinking\":\"t\",\"signature\":\"s\"}]");
    }

    @Test
    void anEnvelopeThatIsTooLargeOrTooDeepIsForeign() {
        String deep = "{\"k\":\"claude\",\"b\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";

        assertThat(ReasoningEnvelope.blocks("oblix1." + "A".repeat(5 << 20))).isEmpty();
        assertThat(ReasoningEnvelope.blocks(
                        "oblix1." + Base64.getUrlEncoder().encodeToString(deep.getBytes(StandardCharsets.UTF_8))))
                .isEmpty();
    }

    @Test
    void referencesMayNotStandForMoreThanFits() {
        ChatRequest large = ResponsesRequests.read(dialect, "{\"input\":\"" + "x".repeat(1_000_000) + "\"}");
        byte[] answer = dialect.whole(
                large,
                Answers.of(List.of(new AnswerEvent.Text("y".repeat(1_000_000)), new AnswerEvent.Finish("stop"))));
        String id = Objects.requireNonNull(Json.objectOrNull(answer))
                .path("output")
                .get(0)
                .path("id")
                .asText();
        ArrayNode input = Json.MAPPER.createArrayNode();
        for (int i = 0; i < 1_000; i++) {
            input.addObject().put("type", "item_reference").put("id", id);
        }

        assertThatThrownBy(() -> ResponsesRequests.read(dialect, "{\"input\":" + input + "}"))
                .isInstanceOf(RequestProblem.class)
                .hasMessageContaining("stand for too much");
    }

    @Test
    void whatAKeyKeepsLocalIsRememberedAsLocal() {
        ChatRequest request =
                ResponsesRequests.read(dialect, "{\"input\":\"Hello\"}").withLocalOnly();

        byte[] answer =
                dialect.whole(request, Answers.of(List.of(new AnswerEvent.Text("Hi"), new AnswerEvent.Finish("stop"))));

        String id = Objects.requireNonNull(Json.objectOrNull(answer)).path("id").asText();
        ChatRequest next =
                ResponsesRequests.read(dialect, "{\"input\":\"And?\",\"previous_response_id\":\"" + id + "\"}");
        assertThat(next.localOnly()).isTrue();
    }

    @Test
    void whatAProviderReportsAsFailedIsNotKept() {
        for (String status : List.of("failed", "queued")) {
            ChatRequest request = ResponsesRequests.read(dialect, "{\"input\":\"Hello\"}");
            byte[] theirs = ("{\"id\":\"resp_" + status + "\",\"status\":\"" + status + "\",\"output\":[]}")
                    .getBytes(StandardCharsets.UTF_8);

            dialect.whole(request, Answers.of(List.of(new AnswerEvent.Frame("", theirs, true, List.of()))));

            assertThat(dialect.memory().response("", "resp_" + status))
                    .as(status)
                    .isNull();
        }
    }

    @Test
    void aBookNeverShowsTwoToolsUnderOneName() {
        Random random = new Random(3);
        ToolBook book = new ToolBook();
        Set<String> shown = new HashSet<>();
        Set<ToolBook.Tool> tools = new HashSet<>();
        for (int i = 0; i < 3_000; i++) {
            String namespace = List.of("", "functions", "a", "a__b", "\u00e4").get(random.nextInt(5));
            String name =
                    List.of("b", "b__c", "c", "x".repeat(70), "x y", "x_y").get(random.nextInt(6))
                            + (random.nextBoolean() ? "" : random.nextInt(40));
            ToolBook.Tool tool =
                    new ToolBook.Tool(ToolBook.Kind.FUNCTION, namespace.isEmpty() ? null : namespace, name);
            String as = book.show(tool.kind(), tool.namespace(), tool.name());
            assertThat(as).matches("[a-zA-Z0-9_-]{1,64}");
            assertThat(shown.add(as)).isEqualTo(tools.add(tool));
            assertThat(book.called(as)).isEqualTo(tool);
        }
    }

    static List<Golden> requests() {
        return ResponsesGoldenTest.requests();
    }

    /** Each value of each request in turn is replaced by one of each type: only a problem of the request may come of it. */
    @ParameterizedTest
    @MethodSource("requests")
    void valuesOfAnyTypeAreReadOrRefused(Golden golden) {
        ObjectNode whole = Objects.requireNonNull(Json.objectOrNull(golden.bytes()));
        for (JsonNode other : List.of(
                Json.MAPPER.nullNode(),
                Json.MAPPER.getNodeFactory().textNode("x"),
                Json.MAPPER.getNodeFactory().numberNode(7),
                Json.object(),
                Json.MAPPER.createArrayNode().add(1))) {
            replaceEach(whole, whole, other, 0);
        }
    }

    private void replaceEach(ObjectNode whole, JsonNode within, JsonNode other, int depth) {
        if (depth > 4 || within.size() > 60) {
            return;
        }
        if (within instanceof ObjectNode object) {
            for (String field : fields(object)) {
                JsonNode before = object.get(field);
                object.set(field, other);
                read(whole);
                object.set(field, before);
                replaceEach(whole, before, other, depth + 1);
            }
        } else if (within instanceof ArrayNode array) {
            for (int i = 0; i < Math.min(array.size(), 4); i++) {
                JsonNode before = array.get(i);
                array.set(i, other);
                read(whole);
                array.set(i, before);
                replaceEach(whole, before, other, depth + 1);
            }
        }
    }

    private static List<String> fields(ObjectNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    private void read(ObjectNode request) {
        try {
            ResponsesRequests.read(dialect, "", false, Json.bytes(request));
        } catch (RequestProblem refused) {
            assertThat(refused.status()).isBetween(400, 404);
        }
    }
}
