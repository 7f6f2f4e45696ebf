package io.oblix.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.Side;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EndpointTest {

    private static final Endpoint ENDPOINT =
            new Endpoint("openai", Side.CLOUD, "http://localhost:1", "sk-1234567890", true, "OPENAI_API_KEY");

    @Test
    void aHeaderThatQuotesTheKeyIsLeftOut() {
        Map<String, String> headers =
                Map.of("openai-organization", "Bearer sk-1234567890", "openai-version", "2020-10-01");

        assertThat(ENDPOINT.withoutKey(headers)).containsOnly(Map.entry("openai-version", "2020-10-01"));
    }

    @Test
    void headersWithoutTheKeyStayAsTheyAre() {
        Map<String, String> headers = Map.of("openai-version", "2020-10-01");

        assertThat(ENDPOINT.withoutKey(headers)).isSameAs(headers);
    }
}
