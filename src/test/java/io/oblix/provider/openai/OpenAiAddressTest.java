package io.oblix.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.Cancellation;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.fixture.Questions;
import io.oblix.provider.Endpoint;
import io.oblix.upstream.UpstreamHead;
import io.oblix.upstream.UpstreamRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An address with a query, and the header of the key. */
class OpenAiAddressTest {

    private static final String QUERY = "?api-version=2024-10-21";

    private static Endpoint endpoint(String url, String key) {
        return new Endpoint("any", Side.CLOUD, url, key, false, "none", QUERY);
    }

    private static UpstreamRequest request(Endpoint endpoint) {
        byte[] hello = "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}".getBytes(StandardCharsets.UTF_8);
        return new OpenAiProvider(endpoint)
                .translate(
                        Questions.named(ChatRequestReader.read("id", hello, null, new Cancellation())),
                        new Place(new ModelName("any", "m"), endpoint.baseUrl()));
    }

    @Test
    void theQueryFollowsThePathOfEachCallAndIsNotShown() {
        OpenAiProvider provider = new OpenAiProvider(endpoint("https://a.example/d", "key"));
        UpstreamRequest request = request(endpoint("https://a.example/d", "key"));

        assertThat(request.url()).isEqualTo("https://a.example/d/chat/completions" + QUERY);
        assertThat(provider.listUrl()).isEqualTo("https://a.example/d/models" + QUERY);
        assertThat(request.toString() + provider.checkUrl() + provider.baseUrls())
                .doesNotContain("api-version");
    }

    @ParameterizedTest
    @CsvSource({
        "https://my.openai.azure.com/openai/deployments/d, secret-key, api-key, secret-key",
        "https://my.openai.azure.com/openai/v1, eyJhbGciOi.J9, Authorization, Bearer eyJhbGciOi.J9",
        "https://my.services.ai.azure.com/models, secret-key, api-key, secret-key",
        "https://my.azure-api.net/x, secret-key, api-key, secret-key",
        "https://azure.com.example/v1, secret-key, Authorization, Bearer secret-key",
        "http://localhost:1/v1, secret-key, Authorization, Bearer secret-key"
    })
    void azureTakesAKeyInAHeaderOfItsOwn(String url, String key, String header, String value) {
        assertThat(request(endpoint(url, key)).headers()).containsExactlyEntriesOf(Map.of(header, value));
    }

    @Test
    void aKeyThatAnErrorQuotesIsNotShown() {
        OpenAiProvider provider = new OpenAiProvider(endpoint("https://a.example", "secret-key"));
        assertThat(provider.problem(
                                new ModelName("any", "m"),
                                new UpstreamHead(400, Map.of()),
                                "no luck with secret-key today".getBytes(StandardCharsets.UTF_8))
                        .text())
                .endsWith("no luck with *** today");
    }
}
