package io.oblix.facts.complexity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Some features by name; the recorded scores hold all of them to the bit. */
class PromptFeaturesTest {

    private static final ComplexityWords WORDS = words();

    private static ComplexityWords words() {
        try (InputStream file = PromptFeatures.class.getResourceAsStream("complexity-words.txt")) {
            return ComplexityWords.read(Objects.requireNonNull(file));
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    private static Map<String, Float> features(String prompt) {
        List<String> names = PromptFeatures.names(WORDS);
        float[] values = PromptFeatures.of(prompt, WORDS).values();
        Map<String, Float> features = new HashMap<>();
        for (int i = 0; i < values.length; i++) {
            features.put(names.get(i), values[i]);
        }
        return features;
    }

    @Test
    void wordsSentencesAndMarksAreCounted() {
        assertThat(features("Hello Bob, NASA called. Is 3.14 or 10,000 larger?"))
                .containsEntry("words", 7f)
                .containsEntry("sentences", 2f)
                .containsEntry("first_sentence", 4f)
                .containsEntry("last_sentence", 5f)
                .containsEntry("names", 1f)
                .containsEntry("acronyms", 1f)
                .containsEntry("numbers", 2f)
                .containsEntry("long_numbers", 1f)
                .containsEntry("decimals", 1f)
                .containsEntry("commas", 1f)
                .containsEntry("questions", 1f)
                .containsEntry("ends_asking", 1f);
    }

    @Test
    void twoCharactersOfAScriptWithoutSpacesAreAWord() {
        assertThat(features("你好吗")).containsEntry("words", 2f).containsEntry("wide_share", 1f);
    }

    @Test
    void optionsAreCountedApartFromTheirQuestion() {
        assertThat(features("Which is prime?\nA. 4 or so\nB. 7"))
                .containsEntry("options", 2f)
                .containsEntry("stem_words", 3f)
                .containsEntry("option_numbers", 1f);
    }

    @Test
    void wordsInACodeFenceAreCodeAndShowNoWish() {
        assertThat(features("Hi.\n```\nprove(x_1);\n```"))
                .containsEntry("fences", 2f)
                .containsEntry("code_words", 2f)
                .containsEntry("has_prove", 0f)
                .containsEntry("has_greeting", 1f);
    }

    @Test
    void aWordOpensTheRequestAmongTheFirstEight() {
        assertThat(features("Please prove it")).containsEntry("opens_prove", 1f);
        assertThat(features("one two three four five six seven eight prove"))
                .containsEntry("has_prove", 1f)
                .containsEntry("opens_prove", 0f);
    }

    @Test
    void wordsInAPastedTextAreNotTheRequest() {
        String pasted = "We prove the lemma. ".repeat(100);

        assertThat(features("Translate this.\n\n" + pasted)).containsEntry("has_prove", 0f);
        assertThat(features("Read this.\n\n" + pasted + "\n\nNow prove it.")).containsEntry("has_prove", 1f);
    }

    @Test
    void aLongPromptIsReadAtBothEnds() {
        Map<String, Float> features = features("head " + "x ".repeat(50_000) + "Is it so?");

        assertThat(features).containsEntry("chars", 6_000f).containsEntry("ends_asking", 1f);
        assertThat(features.get("words")).isBetween(2_900f, 3_100f);
    }
}
