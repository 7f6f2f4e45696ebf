package io.oblix.provider.claude;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.upstream.UpstreamHead;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Anthropic's rate limits under OpenAI's names and in its notation. */
class ClaudeRateLimitsTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    @Test
    void limitsOfRequestsAndTokensGetOpenAisNames() {
        assertThat(headers(
                        "anthropic-ratelimit-requests-limit", "50",
                        "anthropic-ratelimit-requests-remaining", "49",
                        "anthropic-ratelimit-requests-reset", "2026-11-22T10:00:01Z",
                        "anthropic-ratelimit-tokens-limit", "1000",
                        "anthropic-ratelimit-tokens-remaining", "900",
                        "anthropic-ratelimit-tokens-reset", "2026-11-22T10:06:00Z",
                        "anthropic-ratelimit-input-tokens-limit", "600",
                        "request-id", "req_1",
                        "retry-after", "3",
                        "set-cookie", "a=b",
                        "anthropic-organization-id", "secret"))
                .isEqualTo(Map.of(
                        "x-ratelimit-limit-requests", "50",
                        "x-ratelimit-remaining-requests", "49",
                        "x-ratelimit-reset-requests", "1s",
                        "x-ratelimit-limit-tokens", "1000",
                        "x-ratelimit-remaining-tokens", "900",
                        "x-ratelimit-reset-tokens", "6m0s",
                        "x-upstream-request-id", "req_1",
                        "retry-after", "3"));
    }

    @Test
    void theLimitOnInputTokensIsUsedIfThereIsNoneOnAllTokens() {
        assertThat(headers("anthropic-ratelimit-input-tokens-remaining", "7"))
                .isEqualTo(Map.of("x-ratelimit-remaining-tokens", "7"));
    }

    @Test
    void aResetInThePastIsZeroAndAMalformedOneIsLeftOut() {
        assertThat(headers("anthropic-ratelimit-requests-reset", "2026-11-22T09:00:00Z"))
                .isEqualTo(Map.of("x-ratelimit-reset-requests", "0s"));
        assertThat(headers("anthropic-ratelimit-requests-reset", "soon")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "120, 120ms",
        "1500, 1.5s",
        "1020, 1.02s",
        "60000, 1m0s",
        "3607000, 1h0m7s",
        "90061001, 25h1m1.001s"
    })
    void aDurationIsWrittenInGosNotation(long millis, String text) {
        assertThat(ClaudeRateLimits.inGo(Duration.ofMillis(millis))).isEqualTo(text);
    }

    private static Map<String, String> headers(String... namesAndValues) {
        Map<String, String> headers = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return ClaudeRateLimits.headersForClient(new UpstreamHead(200, headers), NOW);
    }
}
