package io.oblix.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.oblix.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SimulatedToolCallTest {

    private static final String TOOLS =
            "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}},{\"name\":\"g\",\"input_schema\":{}}]";

    private static SimulatedRequest request(String messages) {
        ObjectNode body = Objects.requireNonNull(
                Json.objectOrNull(("{" + TOOLS + ",\"messages\":" + messages + "}").getBytes(StandardCharsets.UTF_8)));
        return new SimulatedRequest("POST", "/v1/chat/completions", Map.of(), body);
    }

    private static List<String> called(String messages) {
        return SimulatedToolCall.askedBy(request(messages)).stream()
                .map(call -> call.name() + call.arguments())
                .toList();
    }

    @Test
    void aQuestionCallsTheToolsThatItNamesIfTheyAreOffered() {
        String question = "call f {\\\"a\\\":{\\\"b\\\":1}} and call g {} and call h {} and call f [1], then stop";

        assertThat(called("[{\"role\":\"user\",\"content\":\"" + question
                        + "\"},{\"role\":\"system\",\"content\":\"x\"}]"))
                .containsExactly("f{\"a\":{\"b\":1}}", "g{}");
    }

    @Test
    void onceThereIsAResultNothingIsCalled() {
        String asked = "[{\"role\":\"user\",\"content\":\"call f {}\"},{\"role\":\"assistant\"},";
        String openAis = asked + "{\"role\":\"tool\",\"content\":\"42\"}]";
        String claudes = asked + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"content\":\"42\"}]}]";

        for (String messages : List.of(openAis, claudes)) {
            assertThat(called(messages)).isEmpty();
            assertThat(SimulatedToolCall.resultIn(request(messages))).isEqualTo("42");
        }
        assertThat(called(asked.substring(0, asked.length() - 1) + "]")).containsExactly("f{}");
        assertThat(SimulatedToolCall.resultIn(request("[{\"role\":\"user\",\"content\":\"call f {}\"}]")))
                .isNull();
    }
}
