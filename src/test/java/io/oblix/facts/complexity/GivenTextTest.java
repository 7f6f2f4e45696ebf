package io.oblix.facts.complexity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GivenTextTest {

    private static final ComplexityWords JOBS = jobs();

    private static ComplexityWords jobs() {
        try (InputStream file = GivenText.class.getResourceAsStream("given-text-words.txt")) {
            return ComplexityWords.read(Objects.requireNonNull(file));
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "Translate to French: Prove it. | Translate to French:",
                "Translate \"the proof\" to German | Translate \"\" to German",
                "Translate: \"the proof\" into German | Translate: \"\" into German",
                "Fix the grammar: \"He say \"no\", she say \"yes\"\" | Fix the grammar:",
                "Please rewrite this in plain English.;;We derive the bound. | Please rewrite this in plain English.;",
                "hi, could you fix the spelling: recieve | hi, could you fix the spelling:",
                "Übersetze „Beweise es“ ins Englische | Übersetze „“ ins Englische",
                "请翻译成英语：证明这个定理。 | 请翻译成英语：",
            })
    void theGivenTextIsTakenOutOfTheInstruction(String prompt, String instruction) {
        assertThat(GivenText.instruction(prompt.replace(';', '\n'), JOBS)).isEqualTo(instruction.replace(';', '\n'));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Translate",
                "Translate to French:",
                "Translate the primes to French",
                "Prove: there are infinitely many primes.",
                "Fix the deadlock: thread A waits for thread B.",
                "The summary says: prove it.",
                "Translate this C program to Rust with lifetimes: int main() {}",
                "Rewrite this function so that it is lock-free: push(x)",
                "Summarise the differences between X and Y and derive the bound: X is a ring.",
                "Translate this. Then prove it: n is even",
                "Translate \"it is even\" to German and prove it",
                "Rewrite:\n```\nwhile (true) push(1)\n```",
                "Rewrite this: for (;;) { push(); }",
                "Translate https://example.org/proof to German",
                "Translate \"the proof",
                "Rewrite x^4+4 as a product: show each step",
                "把“证明”翻译成法语并解释",
            })
    void aPromptThatAsksForMoreIsScoredAsAWhole(String prompt) {
        assertThat(GivenText.instruction(prompt, JOBS)).isNull();
    }

    @Test
    void oneSemicolonIsNotCode() {
        assertThat(GivenText.instruction(
                        "Shorten: It rains; we stay at home; we do not complain of that, though.", JOBS))
                .isNotNull();
    }
}
