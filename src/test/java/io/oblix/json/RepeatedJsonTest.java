package io.oblix.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON that differs from the last one in its text only is changed as that one was, and nothing else is. */
class RepeatedJsonTest {

    private static final String FIRST = "{\"id\":1,\"d\":{\"content\":\"a\"},\"p\":\"xx\",\"u\":null}";
    private static final String MADE = "{\"id\":1,\"d\":{\"content\":\"a\"},\"p\":\"xx\"}";

    private final RepeatedJson repeated = new RepeatedJson();

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private @Nullable String next(String json) {
        byte[] made = repeated.next(utf8(json));
        return made == null ? null : new String(made, StandardCharsets.UTF_8);
    }

    private void learn(String json, String made) {
        repeated.learn(utf8(json), "content", utf8(made));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
        b                    | b
        Grüße 😀, 日本        | Grüße 😀, 日本
        a\\n\\t\\"\\\\\\/b     | a\\n\\t\\"\\\\\\/b
        a longer text, {,}: " | null
        """)
    void anotherTextIsPutWhereItWas(String text, String put) {
        learn(FIRST, MADE);
        String made = next(FIRST.replace("\"a\"", "\"" + text + "\"").replace("xx", "another length"));
        assertThat(made)
                .isEqualTo(
                        put.equals("null")
                                ? null
                                : MADE.replace("\"a\"", "\"" + put + "\"").replace("xx", "another length"));
    }

    @Test
    void theTextIsDecoded() {
        learn(FIRST, MADE);
        assertThat(next(FIRST.replace("\"a\"", "\"ü \\\"\\n\\/\""))).isNotNull();
        assertThat(repeated.text()).isEqualTo("ü \"\n/");
        assertThat(repeated.name()).isEqualTo("content");
    }

    @Test
    void jsonThatIsNotChangedIsTheSameArray() {
        byte[] first = utf8(FIRST);
        repeated.learn(first, "content", first);
        byte[] second = utf8(FIRST.replace("\"a\"", "\"b\""));
        assertThat(repeated.next(second)).isSameAs(second);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":2,\"d\":{\"content\":\"a\"},\"p\":\"xx\",\"u\":null}",
                "{\"id\":1,\"d\":{\"content\":\"\"},\"p\":\"xx\",\"u\":null}",
                "{\"id\":1,\"d\":{\"content\":null},\"p\":\"xx\",\"u\":null}",
                "{\"id\":1,\"d\":{\"content\":\"\\u0041\"},\"p\":\"xx\",\"u\":null}",
                "{\"id\":1,\"d\":{\"content\":\"\\x\"},\"p\":\"xx\",\"u\":null}",
                "{\"id\":1,\"d\":{\"content\":\"a\tb\"},\"p\":\"xx\",\"u\":null}",
                "{\"id\":1,\"d\":{\"content\":\"a\",\"content\":\"b\"},\"p\":\"xx\",\"u\":null}",
                "{\"id\":1,\"d\":{\"content\":\"a\"},\"p\":null,\"u\":null}",
                "{\"id\":1,\"d\":{\"content\":\"a\"},\"p\":\"xx\",\"u\":null} ",
                "{\"id\":1,\"d\":{\"content\":\"a\"},\"p\":\"xx\",\"u\":null}}",
                "{\"id\":1, \"d\":{\"content\":\"a\"},\"p\":\"xx\",\"u\":null}",
                "{\"id\":1,\"d\":{\"content\":\"a",
                "{\"id\":1,\"d\":{\"cont",
                ""
            })
    void whatDiffersInMoreIsParsed(String json) {
        learn(FIRST, MADE);
        assertThat(next(json)).isNull();
    }

    @Test
    void aTextThatIsNotUtf8IsParsed() {
        learn(FIRST, MADE);
        byte[] broken = utf8(FIRST.replace("\"a\"", "\"?\""));
        broken[new String(broken, StandardCharsets.ISO_8859_1).indexOf('?')] = (byte) 0xC3;
        assertThat(repeated.next(broken)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"d\":{\"content\":\"a\",\"content\":\"b\"}}",
                "{\"d\":[{\"content\":\"a\"},{\"content\":\"a\"}]}",
                "{\"d\":{\"text\":\"a\"}}",
                "{\"d\":{\"content\":\"\\u0041\"}}",
                "{\"d\":{\"content\":\"a\"}",
                "{\"p\":\"a\",\"p\":\"b\",\"obfuscation\":\"c\",\"content\":\"a\"}"
            })
    void whereTheTextIsNotSureNothingIsLearned(String json) {
        learn(json, json);
        assertThat(next(json)).isNull();
    }

    @Test
    void changesThatTakeMoreThanCopyingAreNotLearned() {
        learn(FIRST, MADE.replace("\"a\"", "\"A\""));
        assertThat(next(FIRST)).isNull();
        learn(FIRST, MADE.replace(",\"p\":\"xx\"", ""));
        assertThat(next(FIRST)).isNull();
    }

    @Test
    void whatWasLearnedIsForgotten() {
        learn(FIRST, MADE);
        repeated.forget();
        assertThat(next(FIRST)).isNull();
    }

    @Test
    void whereNothingEverRepeatsLearningEnds() {
        for (int i = 0; i < 100; i++) {
            String json = FIRST.replace("1", "" + i);
            learn(json, json);
        }
        assertThat(next(FIRST.replace("1", "99"))).isNull();
    }

    @Test
    void aServerThatChangesItsWordsNowAndThenIsLearnedAgain() {
        for (int i = 0; i < 100; i++) {
            String json = FIRST.replace("1", "" + i);
            learn(json, json);
            assertThat(next(json)).isEqualTo(json);
        }
    }
}
