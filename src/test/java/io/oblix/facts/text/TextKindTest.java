package io.oblix.facts.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What kind of text is counted: whole, and by samples of a long one. */
class TextKindTest {

    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of(
                        TextKind.WORDS,
                        "It's a truth, universally acknowledged, that a man of 30 in possession of a good fortune must be in"
                                + " want of a wife. However little known his feelings may be on entering a house... "),
                Arguments.of(
                        TextKind.ACCENTED,
                        "Die Größe der Städte hängt von der Bevölkerung ab, für die natürlich schon früher Häuser gebaut"
                                + " wurden; später kamen Straßen dazu. "),
                Arguments.of(
                        TextKind.ACCENTED,
                        "L'été dernier, nous avons déjà visité le musée où était exposée la statue. "),
                Arguments.of(TextKind.SCRIPT, "Все счастливые семьи похожи друг на друга, каждая несчастлива. "),
                Arguments.of(TextKind.SCRIPT, "كل شيء على ما يرام في هذه المدينة الكبيرة اليوم. "),
                Arguments.of(TextKind.WIDE, "我们今天讨论一下这个问题，然后再决定怎么做。"),
                Arguments.of(TextKind.WIDE, "これは日本語の文章です。とても短いですが、十分です。"),
                Arguments.of(
                        TextKind.CODE,
                        "for (int i = 0; i < list.size(); i++) {\n    sum += list.get(i).value() * (a[i] - b[i]);\n}\n"),
                Arguments.of(
                        TextKind.CODE, "{\"name\":\"Ann\",\"tags\":[\"a\",\"b\"],\"address\":{\"city\":\"Rome\"}},\n"),
                Arguments.of(TextKind.NUMBERS, "12.50, 18273, 99.1, 2024-11-29, 3.14159, 100200300\n"),
                Arguments.of(TextKind.NUMBERS, "| 1234 | 77 | 190244 | 3.5 |\n"));
    }

    private static TextKind kind(String text) {
        TokenCount count = new TokenCount();
        count.add(text);
        count.tokens();
        return count.kind();
    }

    @ParameterizedTest
    @MethodSource("texts")
    void aTextIsOfTheKindThatItMostlyConsistsOf(TextKind kind, String text) {
        assertThat(kind(text)).isEqualTo(kind);
        assertThat(kind(text.repeat(60_000 / text.length()))).as("sampled").isEqualTo(kind);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void aFewWordsAroundItChangeNothing(TextKind kind, String text) {
        String much = text.repeat(1 + 600 / text.length());

        assertThat(kind("Please look at this: " + much)).isEqualTo(kind);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void countingAgainChangesNothing(TextKind kind, String text) {
        TokenCount count = new TokenCount();
        count.add(text);
        IntStream.range(0, 3).forEach(time -> count.tokens());

        assertThat(count.kind()).isEqualTo(kind);
    }
}
