package io.oblix.facts.complexity;

import static io.oblix.facts.complexity.ComplexityWords.BASIS;
import static io.oblix.facts.complexity.ComplexityWords.NONE;
import static io.oblix.facts.complexity.ComplexityWords.extend;
import static io.oblix.facts.complexity.ComplexityWords.mix;
import static io.oblix.facts.complexity.ComplexityWords.pair;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ComplexityWordsTest {

    private static ComplexityWords words(String file) throws IOException {
        return ComplexityWords.read(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)));
    }

    private static int hash(String word) {
        int hash = BASIS;
        for (int i = 0; i < word.length(); i++) {
            hash = extend(hash, word.charAt(i));
        }
        return hash;
    }

    @Test
    void aWordIsKnownByTheClassItStandsUnder() throws IOException {
        ComplexityWords words = words("# a comment\n\n[greeting]\nhi, Hello\n[thanks]\nthanks");

        assertThat(words.names()).containsExactly("greeting", "thanks");
        assertThat(words.classOf(mix(hash("hello")))).isZero();
        assertThat(words.classOf(mix(hash("thanks")))).isEqualTo(1);
        assertThat(words.classOf(mix(hash("comment")))).isEqualTo(NONE);
    }

    @Test
    void aWordInTwoClassesBelongsToTheLaterOne() throws IOException {
        ComplexityWords words = words("[one]\nword\n[two]\nword");

        assertThat(words.classOf(mix(hash("word")))).isEqualTo(1);
    }

    @Test
    void aPairIsKnownAsAPairOnly() throws IOException {
        ComplexityWords words = words("[greeting]\ngood morning, so so");

        assertThat(words.classOf(pair(hash("good"), hash("morning")))).isZero();
        assertThat(words.classOf(pair(hash("so"), hash("so")))).isZero();
        assertThat(words.classOf(mix(hash("good")))).isEqualTo(NONE);
        assertThat(words.classOf(mix(hash("so")))).isEqualTo(NONE);
    }

    @Test
    void eachCharacterOfAScriptWithoutSpacesIsAWord() throws IOException {
        ComplexityWords words = words("[thanks]\n谢谢, 好");

        assertThat(words.classOf(pair(hash("谢"), hash("谢")))).isZero();
        assertThat(words.classOf(mix(hash("谢")))).isEqualTo(NONE);
        assertThat(words.classOf(mix(hash("好")))).isZero();
    }
}
