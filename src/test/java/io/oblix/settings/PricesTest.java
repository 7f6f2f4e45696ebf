package io.oblix.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.chat.Usage;
import io.oblix.provider.Endpoint;
import io.oblix.provider.claude.ClaudeProvider;
import io.oblix.provider.claude.ClaudeType;
import io.oblix.provider.openai.OpenAiProvider;
import io.oblix.provider.openai.OpenAiType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PricesTest {

    private static final List<Price> PUBLISHED = Stream.of(new ClaudeType(), new OpenAiType())
            .flatMap(type -> type.prices().stream())
            .toList();

    private final Prices prices = new Prices(PUBLISHED);

    private static ModelName model(String name) {
        ModelName model = ModelName.parse(name);
        assertThat(model).isNotNull();
        return model;
    }

    private Price price(String name) {
        Price price = prices.of(model(name));
        assertThat(price).as(name).isNotNull();
        return price;
    }

    @ParameterizedTest
    @CsvSource({
        "openai:gpt-4o-mini, 0.15, 0.60",
        "openai:gpt-4o-mini-2024-07-18, 0.15, 0.60",
        "openai:gpt-4o, 2.50, 10",
        "openai:gpt-4o-2024-05-13, 5, 15",
        "openai:gpt-5-mini, 0.25, 2",
        "openai:gpt-6-sol, 2, 10",
        "claude:claude-sonnet-4-5, 3, 15",
        "claude:claude-sonnet-4-5-20250929, 3, 15",
        "claude:claude-opus-4-1-20250805, 15, 75",
        "claude:claude-opus-5-5, 4, 20"
    })
    void publishedPrices(String model, double input, double output) {
        assertThat(price(model).inputUsd()).isEqualTo(input);
        assertThat(price(model).outputUsd()).isEqualTo(output);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai:gpt-5-mega", "openai:gpt-4o-audio", "groq:gpt-4o-mini", "ollama:llama3.2:1b"})
    void whatHasNoPriceIsNotGuessed(String model) {
        assertThat(prices.of(model(model))).isNull();
    }

    @Test
    void everyModelThatIsRecommendedHasAPrice() {
        Endpoint endpoint = new Endpoint("openai", Side.CLOUD, "http://localhost:1", null, false, "none");
        new OpenAiProvider(endpoint).recommended().forEach(name -> price("openai:" + name));
        Endpoint claude = new Endpoint("claude", Side.CLOUD, "http://localhost:1", null, false, "none");
        new ClaudeProvider(claude)
                .recommended().stream().filter(name -> !name.endsWith("*")).forEach(name -> price("claude:" + name));
    }

    @Test
    void everyPublishedPriceIsSensible() {
        assertThat(PUBLISHED).hasSizeGreaterThan(50).allSatisfy(price -> {
            assertThat(price.inputUsd()).isBetween(0.01, 100.0);
            if (price.model().contains("embedding")) {
                assertThat(price.outputUsd()).isZero();
            } else {
                assertThat(price.outputUsd()).isGreaterThan(price.inputUsd());
            }
            assertThat(price.cachedInputUsd()).isLessThanOrEqualTo(price.inputUsd());
        });
        assertThat(PUBLISHED).extracting(Price::model).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        "openai:GPT-4o-Mini, openai:gpt-4o-mini",
        "'openai: gpt-4o-mini ', openai:gpt-4o-mini",
        "openai:GPT-4O-mini-2024-07-18, openai:gpt-4o-mini",
        "claude:Claude-Sonnet-4-5-LATEST, claude:claude-sonnet-4-5",
    })
    void aNameInAnotherCaseOrWithSpacesCostsTheSame(String asked, String meant) {
        assertThat(price(asked)).isEqualTo(price(meant));
    }

    @Test
    void theUsersPriceHoldsInWhicheverCaseItIsWritten() {
        Prices own = new Prices(List.of(Price.of("vllm:Qwen/Qwen3", 1, 2, 1)));

        assertThat(own.of(model("vllm:qwen/qwen3"))).isNotNull();
    }

    @Test
    void theUsersPriceGoesFirst() {
        List<Price> own =
                List.of(Price.of("openai:gpt-4o-mini", 1, 2, 0.5), Price.of("groq:llama-3.3-70b", 0.59, 0.79, 0.59));
        Prices corrected =
                new Prices(Stream.concat(own.stream(), PUBLISHED.stream()).toList());

        Price mini = corrected.of(model("openai:gpt-4o-mini-2024-07-18"));
        assertThat(mini).isNotNull();
        assertThat(mini.inputUsd()).isEqualTo(1);
        assertThat(corrected.of(model("groq:llama-3.3-70b"))).isNotNull();
        assertThat(corrected.of(model("openai:gpt-4o"))).isEqualTo(prices.of(model("openai:gpt-4o")));
    }

    @Test
    void cachedTokensCostLessAndWrittenOnesMore() {
        Price sonnet = price("claude:claude-sonnet-4-5");

        assertThat(sonnet.usd(Usage.of(1_000_000, 100_000))).isCloseTo(3 + 1.5, within(1e-9));
        assertThat(sonnet.usd(new Usage(1_000_000, 0, 500_000, 100_000, 0)))
                .isCloseTo(0.4 * 3 + 0.5 * 0.3 + 0.1 * 3.75, within(1e-9));
        assertThat(sonnet.usd(1_000, 200)).isCloseTo(0.006, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({
        "openai:gpt-4o-mini, 1000, 0, 0, 0, 150",
        "openai:gpt-4o-mini, 10, 0, 0, 0, 2",
        "openai:gpt-4o-mini, 9, 1, 0, 0, 2",
        "openai:gpt-4o-mini, 1, 0, 0, 0, 0",
        "openai:gpt-4o-mini, 12345, 678, 0, 0, 2259",
        "openai:gpt-4o, 2000, 100, 1000, 0, 4750",
        "claude:claude-sonnet-4-5, 1000, 10, 400, 300, 2295"
    })
    void anAnswerCostsTheNearestMicroDollar(
            String model, long prompt, long completion, long cached, long written, long microUsd) {
        assertThat(price(model).microUsd(new Usage(prompt, completion, cached, written, 0)))
                .isEqualTo(microUsd);
    }

    @Test
    void thinkingIsPartOfTheAnswerAndPaidOnce() {
        Price mini = price("openai:gpt-5-mini");

        assertThat(mini.microUsd(new Usage(100, 500, 0, 0, 400))).isEqualTo(mini.microUsd(Usage.of(100, 500)));
    }

    @Test
    void theMostThatARequestMayCostIsNeverLessThanItsCost() {
        for (Price price : PUBLISHED) {
            assertThat(price.mostMicroUsd(7_777, 333))
                    .isGreaterThanOrEqualTo(price.microUsd(Usage.of(7_777, 333)))
                    .isGreaterThanOrEqualTo(price.microUsd(new Usage(7_777, 333, 0, 7_777, 0)));
        }
    }

    @Test
    void aLongPromptMakesAllOfTheRequestDearer() {
        Price sol = price("openai:gpt-6-sol");

        assertThat(sol.usd(272_000, 1_000)).isCloseTo(0.544 + 0.01, within(1e-9));
        assertThat(sol.usd(300_000, 1_000)).isCloseTo(1.2 + 0.015, within(1e-9));
        assertThat(sol.usd(Usage.of(300_000, 1_000))).isCloseTo(1.2 + 0.015, within(1e-9));
    }
}
