package io.oblix.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequestReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RequestFactsTest {

    private static RequestFacts facts(String json) {
        return RequestFactsReader.read(
                ChatRequestReader.read("req", json.getBytes(StandardCharsets.UTF_8), null, new Cancellation()));
    }

    @Test
    void aPlainQuestion() {
        RequestFacts facts = facts("{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");

        assertThat(facts).isEqualTo(new RequestFacts("auto", 6, 0, 1, false, false, false, false, "any"));
    }

    @Test
    void everythingThatAPolicyMayAskFor() {
        RequestFacts facts = facts("""
                {"stream":true,"max_tokens":5,"max_completion_tokens":7,"tools":[{"type":"function"}],
                 "response_format":{"type":"json_object"},
                 "messages":[{"role":"system","content":"x"},{"role":"user","content":"one"},
                   {"role":"assistant","content":"two"},
                   {"role":"user","content":[{"type":"text","text":"three"},
                     {"type":"image_url","image_url":{"url":"data:image/png;base64,AA"}}]}]}
                """);

        assertThat(facts.maxOutputTokens()).isEqualTo(7);
        assertThat(facts.turns()).isEqualTo(2);
        assertThat(facts.streaming()).isTrue();
        assertThat(facts.hasImages()).isTrue();
        assertThat(facts.hasTools()).isTrue();
        assertThat(facts.wantsJson()).isTrue();
        assertThat(facts.promptTokens()).isGreaterThan(1_000);
    }

    @Test
    void theEstimateFollowsTheLengthOfTheText() {
        String english = "The quick brown fox jumps over the lazy dog. ".repeat(200);
        int tokens = facts("{\"messages\":[{\"role\":\"user\",\"content\":\"" + english + "\"}]}")
                .promptTokens();

        // Ten tokens a sentence, by the tokenizers of GPT-4o and Llama 3.
        assertThat(tokens).isBetween(1_600, 2_500);
    }

    @Test
    void aRecordOfFactsHoldsNoTextOfTheCaller() {
        assertThat(facts("{\"messages\":[{\"role\":\"user\",\"content\":\"my secret\"}]}")
                        .toString())
                .doesNotContain("secret");
    }
}
