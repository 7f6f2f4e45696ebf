package io.oblix.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields of an object are read and changed in its bytes. */
class TopLevelFieldsTest {

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
        {"model":"a","x":1.50}                     | {"model":"new","x":1.50}
        { "x" : "\\u00fc", "model" : "a" }           | { "x" : "\\u00fc", "model" : "new" }
        {"x":{"model":"a","error":1}}              | {"x":{"model":"a","error":1},"model":"new"}
        {"model":"a","model":"b"}                  | {"model":"new","model":"new"}
        {"error":null,"model":"a"}                 | {"model":"new"}
        {"model":"a","error":{"a":[1,2]},"x":null} | {"model":"new","x":null}
        {"error":1}                                | {"model":"new"}
        {}                                         | {"model":"new"}
        [1]                                        | [1]
        """)
    void aFieldIsReplacedAddedOrLeftOutAndTheRestStays(String json, String changed) {
        Map<String, byte[]> changes = Map.of("model", TopLevelFields.quoted("new"), "error", TopLevelFields.LEFT_OUT);

        assertThat(TopLevelFields.changed(utf8(json), changes))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(changed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpt-4o", "a b~", "a\u007f", "\"", "a\\b", "line\n", "Grüße", "😀", "\ud83d"})
    void aTextIsQuotedAsJacksonWritesIt(String text) {
        assertThat(TopLevelFields.quoted(text)).isEqualTo(Json.bytes(TextNode.valueOf(text)));
    }

    @Test
    void withoutChangesTheBytesAreTheSame() throws IOException {
        byte[] json = utf8("{\"a\":1}");

        assertThat(TopLevelFields.of(json, Set.of()).with(Map.of())).isSameAs(json);
    }

    @Test
    void onlyFieldsAskedForAreParsedAndTheLastOfTwoCounts() throws IOException {
        TopLevelFields fields = TopLevelFields.of(utf8("{\"a\":1,\"b\":\"x\",\"a\":[2],\"c\":\"\"}"), Set.of("a"));

        assertThat(fields.value("a")).hasToString("[2]");
        assertThat(fields.value("b")).isNull();
        assertThat(fields.has("b")).isTrue();
        assertThat(fields.hasText("b")).isTrue();
        assertThat(fields.hasText("c")).isFalse();
        assertThat(fields.hasText("a")).isFalse();
        assertThat(fields.has("d")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "\"a\"", "{", "{\"a\":}", "{\"a\":1} {}", "{\"a\":1,}"})
    void whatIsNotOneObjectIsRejected(String json) {
        assertThatThrownBy(() -> TopLevelFields.of(utf8(json), Set.of())).isInstanceOf(IOException.class);
    }
}
