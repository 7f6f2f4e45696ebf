package io.oblix.facts.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.oblix.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with the counts of GPT-4o's (o200k) and Llama 3's tokenizers, recorded with the texts. */
class TokenCountTest {

    private static final Path COUNTS =
            Path.of("src", "test", "resources", "io", "oblix", "facts", "text", "token-counts.jsonl");

    static List<JsonNode> counted() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(COUNTS)) {
            lines.add(Json.MAPPER.readTree(line));
        }
        return lines;
    }

    private static int tokens(String text) {
        TokenCount count = new TokenCount();
        count.add(text);
        return (int) count.tokens();
    }

    @ParameterizedTest
    @MethodSource("counted")
    void theCountIsCloseToThatOfTokenizers(JsonNode line) {
        int gpt4o = line.path("gpt4o").asInt();
        int llama3 = line.path("llama3").asInt();
        // In other languages the two tokenizers differ by up to a half.
        double off = line.path("englishOrCode").asBoolean() ? 0.15 : 0.25;

        assertThat((double) tokens(line.path("text").textValue()))
                .as(line.path("kind").textValue())
                .isBetween((1 - off) * Math.min(gpt4o, llama3), (1 + off) * Math.max(gpt4o, llama3));
    }

    /** The lines vary far more than those of real prompts; they are counted as one text and as many. */
    @ParameterizedTest
    @ValueSource(ints = {17_000, 30_000, 100_000})
    void samplingALongTextGivesTheSameCount(int length) throws IOException {
        List<JsonNode> lines = new ArrayList<>(counted());
        double sum = 0;
        for (int seed = 0; seed < 20; seed++) {
            Collections.shuffle(lines, new Random(seed));
            TokenCount together = new TokenCount();
            StringBuilder whole = new StringBuilder();
            double each = 0;
            for (int i = 0; whole.length() < length; i++) {
                String text = lines.get(i % lines.size()).path("text").textValue() + "\n";
                each += tokens(text);
                together.add(text);
                whole.append(text);
            }
            double share = tokens(whole.toString()) / each;
            assertThat(share).isBetween(0.8, 1.2);
            assertThat(together.tokens() / each).isCloseTo(share, within(0.01));
            sum += share;
        }
        assertThat(sum / 20).isCloseTo(1, within(0.03));
    }

    /** Blanks cost almost nothing, and do not hide the words around them. */
    @ParameterizedTest
    @CsvSource({"80, ' '", "400, ' '", "5000, ' '", "1000, '\n'", "20000, '\n'", "3000, '-'", "2000, 'x'", "900, '7'"})
    void aLongRunOfOneCharacterDoesNotDistortTheCount(int length, String character) {
        String line = "Some words of a line that ends with much of nothing. ".repeat(1 + length / 100);
        String run = character.repeat(length) + "\n";
        TokenCount together = new TokenCount();
        double each = 0;
        for (int lines = 0; lines < 60_000; lines += line.length() + run.length()) {
            together.add(line + run);
            each += tokens(line) + tokens(run);
        }
        assertThat(together.tokens() / each).isBetween(0.85, 1.25);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\ud800", "\n", "   ", "e\u0301", "\u200b"})
    void anAlmostEmptyTextHasFewTokens(String text) {
        assertThat(tokens(text)).isBetween(0, 6);
    }

    @Test
    void aMillionSpacesOrLettersAreCountedInOnePass() {
        assertThat(tokens(" ".repeat(1_000_000))).isLessThan(10_000);
        assertThat(tokens("a\t ".repeat(500_000))).isLessThan(1_000_000);
        assertThat(tokens("x".repeat(1_000_000))).isBetween(100_000, 300_000);
    }
}
