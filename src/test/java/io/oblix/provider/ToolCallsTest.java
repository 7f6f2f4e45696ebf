package io.oblix.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.AnswerEvent;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ModelName;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Older versions of Ollama and other servers send tool calls without ids; OpenAI's clients answer a call by its id. */
class ToolCallsTest {

    @Test
    void aCallKeepsItsId() {
        assertThat(ToolCalls.id(Json.object().put("id", "toolu_1"))).isEqualTo("toolu_1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"id\":null}", "{\"id\":\" \"}", "{\"id\":7}"})
    void aCallWithoutAnIdGetsAUniqueOne(String json) {
        var call = Objects.requireNonNull(Json.valueOrNull(json));

        assertThat(ToolCalls.id(call)).matches("call_[0-9a-f]{16}").isNotEqualTo(ToolCalls.id(call));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
        claude | {"type":"message","content":[{"type":"tool_use","name":"a"},{"type":"tool_use","name":"b"}]}
        ollama | {"message":{"tool_calls":[{"function":{"name":"a"}},{"function":{"name":"b"}}]},"done":true}
        """)
    void callsInAnAnswerWithoutIdsGetUniqueOnes(String name, String answer) {
        Provider provider = HostileInputTest.providers()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        var request = ChatRequestReader.read(
                "id", utf8("{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"), null, new Cancellation());
        var reader = provider.reader(request, new ModelName(name, "m"), "application/json");

        assertThat(ReadAnswer.of(reader, utf8(answer)).events().stream()
                        .filter(AnswerEvent.ToolCallStart.class::isInstance)
                        .map(call -> ((AnswerEvent.ToolCallStart) call).id()))
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.startsWith("call_"));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
        {"a":1.50}     | {"a":1.50}
        "{\\"a\\":1.50}" | {"a":1.50}
        ""             | {}
        null           | {}
        "[1]"          | {"value":[1]}
        "{\\"a\\":"      | {"raw_arguments":"{\\"a\\":"}
        """)
    void argumentsBecomeAnObject(String given, String sent) {
        var arguments = Objects.requireNonNull(Json.valueOrNull(given));

        assertThat(ToolCalls.arguments(arguments)).hasToString(sent);
    }
}
