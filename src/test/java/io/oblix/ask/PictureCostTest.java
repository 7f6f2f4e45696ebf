package io.oblix.ask;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.Cancellation;
import io.oblix.chat.ChatRequest;
import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.dialect.chat.ChatRequestReader;
import io.oblix.provider.Endpoint;
import io.oblix.provider.Provider;
import io.oblix.provider.claude.ClaudeProvider;
import io.oblix.provider.openai.OpenAiProvider;
import io.oblix.settings.Price;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is put aside for a picture: what the model that is asked counts for it at most. */
class PictureCostTest {

    private static final Price PRICE = Price.of("some:model", 1, 1, 1);

    private static ChatRequest request(String detail) {
        String picture = detail.isEmpty()
                ? ""
                : ",{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AAAA\",\"detail\":\""
                        + detail + "\"}}";
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Look\"}" + picture
                + "]}]}";
        return ChatRequestReader.read("req", body.getBytes(StandardCharsets.UTF_8), null, new Cancellation());
    }

    private static Provider provider(String name) {
        Endpoint endpoint = new Endpoint(name, Side.CLOUD, "http://localhost:1", null, false, "none");
        return name.equals("claude") ? new ClaudeProvider(endpoint) : new OpenAiProvider(endpoint);
    }

    private static long prompt(ModelName model, String detail) {
        // No estimate, so that the bound alone counts.
        return CallCost.of(PRICE, provider(model.provider()), model, request(detail), 0, true)
                .promptTokens();
    }

    @ParameterizedTest
    @CsvSource({
        "openai:gpt-4o-mini, high, 48169",
        "openai:gpt-4o-mini, auto, 48169",
        "openai:gpt-4o-mini, low, 2833",
        "openai:GPT-4o-mini-2024-07-18, auto, 48169",
        "'openai: gpt-4o-mini', auto, 48169",
        "openai:ft:gpt-4o-mini:ours, auto, 48169",
        "openai:gpt-4o, high, 1445",
        "openai:gpt-4o-2024-08-06, low, 85",
        "openai:gpt-4.1, high, 1536",
        "openai:gpt-4.1-mini, high, 2489",
        "openai:gpt-4.1-nano, low, 3779",
        "openai:o3, high, 1275",
        "openai:o4-mini, high, 2642",
        "openai:gpt-5-mini, auto, 2489",
        "openai:gpt-5.4, original, 12000",
        "openai:gpt-5.6-sol, auto, 36000",
        "openai:gpt-6-sol, high, 3000",
        "openai:some-new-model, high, 48169",
        "openrouter:openai/gpt-4o-mini, high, 48169",
        "vllm:Qwen/Qwen3-VL, high, 6404",
        "claude:claude-opus-5-5, high, 4784",
    })
    void isTheMostThatTheModelCounts(String name, String detail, long most) {
        ModelName model = Objects.requireNonNull(ModelName.parse(name));

        assertThat(prompt(model, detail)).isBetween(most, most + 40);
    }

    @Test
    void isNothingWithoutOne() {
        assertThat(prompt(new ModelName("openai", "gpt-4o-mini"), "")).isLessThan(40);
    }
}
