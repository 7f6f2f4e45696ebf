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
