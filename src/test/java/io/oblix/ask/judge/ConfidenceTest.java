package io.oblix.ask.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.oblix.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfidenceTest {

    private static ArrayNode token(String text, double logprob) {
        ArrayNode entries = Json.MAPPER.createArrayNode();
        entries.addObject().put("token", text).put("logprob", logprob);
        return entries;
    }

    @Test
    void itIsTheMeanOfAllTokens() {
        Confidence confidence = new Confidence(false);
        confidence.add(token("Par", -0.5));
        confidence.add(token("is", -0.1).addAll(token(".", -0.3)));

        assertThat(confidence.isKnown()).isTrue();
        assertThat(confidence.tokens()).isEqualTo(3);
        assertThat(confidence.mean()).isEqualTo(-0.3, within(1e-9));
    }

    @Test
    void oneImpossibleTokenDoesNotOutweighAllOthers() {
        Confidence confidence = new Confidence(false);
        confidence.add(token("a", -0.1));
        confidence.add(token("b", -300));

        assertThat(confidence.mean()).isEqualTo(-10.05, within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.NEGATIVE_INFINITY, -3.4e38, -9999})
    void aValueThatIsNoneLeavesItUnknown(double logprob) {
        Confidence confidence = new Confidence(false);
        confidence.add(token("a", -0.1));
        confidence.add(token("b", logprob));

        assertThat(confidence.isKnown()).isFalse();
    }

    @Test
    void aTokenWithoutAValueLeavesItUnknown() {
        Confidence confidence = new Confidence(false);
        ArrayNode entries = token("a", -0.1);
        entries.addObject().put("token", "b");
        confidence.add(entries);

        assertThat(confidence.isKnown()).isFalse();
    }

    /** A grammar forces the brackets and the names, so the model shows nothing by them. */
    @Test
    void ofJsonOnlyTheValuesCount() {
        Confidence confidence = new Confidence(true);
        for (String forced : new String[] {"{\"", "ci", "ty", "\":", " \""}) {
            confidence.add(token(forced, -8));
        }
        confidence.add(token("Pa", -0.2));
        confidence.add(token("ris", -0.4));
        for (String forced : new String[] {"\",", " \"", "size", "\"", ":"}) {
            confidence.add(token(forced, -8));
        }
        confidence.add(token(" 2", -0.6));
        confidence.add(token("}", -8));

        assertThat(confidence.tokens()).isEqualTo(14);
        assertThat(confidence.mean()).isEqualTo(-0.4, within(1e-9));
    }

    @Test
    void anEntryOfAListIsAValueAndAnEscapedQuoteEndsNoText() {
        ForcedTokens forced = new ForcedTokens();

        assertThat(forced.saysSomething("{\"a\":[\"")).isFalse();
        assertThat(forced.saysSomething("x")).isTrue();
        assertThat(forced.saysSomething("\\\"")).isTrue();
        assertThat(forced.saysSomething("y")).isTrue();
        assertThat(forced.saysSomething("\",\"")).isFalse();
        assertThat(forced.saysSomething("z")).isTrue();
        assertThat(forced.saysSomething("\"],\"")).isFalse();
        assertThat(forced.saysSomething("name")).isFalse();
        assertThat(forced.saysSomething("\":true")).isTrue();
    }

    @Test
    void bracketsWithoutEndDoNoHarm() {
        ForcedTokens forced = new ForcedTokens();

        assertThat(forced.saysSomething("[".repeat(100_000))).isFalse();
        assertThat(forced.saysSomething("}".repeat(200_000))).isFalse();
        assertThat(forced.saysSomething("1")).isTrue();
    }
}
