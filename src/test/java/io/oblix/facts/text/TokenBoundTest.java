package io.oblix.facts.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBoundTest {

    private static long bound(String text) {
        TokenBound bound = new TokenBound();
        bound.add(text);
        return bound.tokens();
    }

    private static long estimate(String text) {
        TokenCount count = new TokenCount();
        count.add(text);
        return count.tokens();
    }

    /** Braille, Tibetan, Amharic, hieroglyphs: GPT-4o's tokenizer makes a token of each byte of most of them. */
    @ParameterizedTest
    @CsvSource({"\u28FF, 3", "\u0F40, 3", "\u1200, 3", "\uD80C\uDC00, 4", "\u007F, 1"})
    void whatTokenizersDoNotKnowCountsByItsBytes(String character, int bytes) {
        assertThat(bound(character.repeat(1_000))).isEqualTo(1_000L * bytes);
    }

    /** The figures are of GPT-4o's and GPT-4's tokenizers: of two spaces the one is a token, the other the next word's. */
    @ParameterizedTest
    @CsvSource({"'a  ', 2", "'!  ', 2", "'1  ', 3", "\u3400\u4DB0, 6", "\u01C1, 2"})
    void whatIsSpreadOutOrRareCountsAsMuch(String text, int tokens) {
        assertThat(bound(text.repeat(1_000))).isGreaterThanOrEqualTo(1_000L * tokens - 2);
    }

    @Test
    void longRowsOfSpacesCountLittle() {
        assertThat(bound(" ".repeat(10_000))).isLessThan(1_010);
    }

    @ParameterizedTest
    @CsvSource({"' \t', 2", "'1 ', 2", "\u0B15\u0B16, 6", "\u0561\u0562, 4", "\u0461, 2", "\u03B8\u03C9, 4"})
    void whatHasATokenForEachByteCountsSo(String text, int tokens) {
        assertThat(bound(text.repeat(1_000))).isGreaterThanOrEqualTo(1_000L * tokens - 2);
    }

    /** Gemini's, Mistral's and Qwen's tokenizers make a token of each digit; all make one of a mark with its space. */
    @ParameterizedTest
    @CsvSource({"1234567890, 10", "' .', 1", "'| ', 1"})
    void digitsAndMarksByThemselvesCountOneEach(String text, int tokens) {
        assertThat(bound(text.repeat(1_000))).isGreaterThanOrEqualTo(1_000L * tokens - 1);
    }

    @Test
    void lettersThatAreNoWordsCountMoreThanWords() {
        Random random = new Random(3);
        StringBuilder letters = new StringBuilder();
        while (letters.length() < 10_000) {
            random.ints(8, 'a', 'z' + 1).forEach(c -> letters.append((char) c));
            letters.append(' ');
        }

        assertThat(bound(letters.toString())).isGreaterThan(7_000);
        assertThat(bound("a1b2C3d4".repeat(1_000))).isGreaterThan(6_000);
        assertThat(bound("hElLo wOrLd ".repeat(1_000))).isGreaterThan(7_500);
        assertThat(bound("several words of a text ".repeat(1_000))).isLessThan(12_500);
    }

    @Test
    void whatLiesBetweenTheSamplesOfAnEstimateCounts() {
        StringBuilder text = new StringBuilder();
        while (text.length() < 300_000) {
            text.append(" ".repeat(128)).append("\u28FF".repeat(1_151));
        }

        assertThat(estimate(text.toString())).isLessThan(5_000);
        assertThat(bound(text.toString())).isGreaterThan(800_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The quick brown fox jumps over the lazy dog, and nobody minds. ",
                "for (int i = 0; i < n; i++) {\n    sum += values[i];\n}\n",
                "Où est la bibliothèque ? Elle est fermée, malheureusement. ",
                "Быстрая лисица прыгает через ленивую собаку. ",
                "東京は日本の首都です。人口は約千四百万人。",
                "{\"id\": 12345, \"name\": \"x\", \"values\": [1.5, 2.25, 3]}\n"
            })
    void ordinaryTextsCountMoreThanTheirEstimateButNotManyTimesAsMuch(String text) {
        String page = text.repeat(200);

        assertThat(bound(page)).isBetween(estimate(page), estimate(page) * 3);
    }

    @Test
    void noTextCountsMoreThanItsBytes() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            String text = random.ints(20, 1, 0x30000)
                    .filter(c -> c < 0xD800 || c > 0xDFFF)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();

            assertThat(bound(text)).isLessThanOrEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
        }
    }
}
