package io.oblix.ask.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.oblix.ask.attempt.AttemptRecordDraft;
import io.oblix.ask.attempt.Observed;
import io.oblix.ask.limit.Breakers;
import io.oblix.ask.limit.InFlightCalls;
import io.oblix.ask.limit.Turn;
import io.oblix.chat.Cancellation;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.chat.Usage;
import io.oblix.provider.Endpoint;
import io.oblix.provider.Provider;
import io.oblix.provider.Target;
import io.oblix.provider.Timing;
import io.oblix.provider.Work;
import io.oblix.provider.ollama.OllamaProvider;
import io.oblix.provider.ollama.OllamaSettings;
import io.oblix.provider.openai.OpenAiProvider;
import io.oblix.settings.BreakerSettings;
import io.oblix.settings.CallLimit;
import io.oblix.settings.Timeouts;
import io.oblix.simulator.SimulatedProvider;
import io.oblix.upstream.ProbeClient;
import io.oblix.upstream.UpstreamClient;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is expected of models at simulated Ollama hosts; the simulated model has 1.3 GB and no graphics card. */
class ExpectationsTest {

    private static final ModelName MODEL = new ModelName("ollama", "llama3.2:1b");
    private static final Timeouts TIMEOUTS = new Timeouts(
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1));
    private static final Work THOUSAND = new Work(1_000, 0, false);

    private final SimulatedProvider first = SimulatedProvider.ollama().withModels("llama3.2:1b");
    private final SimulatedProvider second = SimulatedProvider.ollama().withModels("llama3.2:1b");
    private final Vertx vertx = Vertx.vertx();
    private final ProbeClient probe = new ProbeClient(new UpstreamClient(vertx));
    private final InFlightCalls inFlight = new InFlightCalls();
    private final Speeds speeds = new Speeds();
    private final Expectations expectations = new Expectations(
            inFlight,
            speeds,
            new Breakers(
                    new BreakerSettings(50, 10, Duration.ofSeconds(5), Duration.ofSeconds(20)),
                    Map.of(Side.LOCAL, TIMEOUTS)),
            new LearnedAbilities());

    @AfterEach
    void stop() {
        first.close();
        second.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private OllamaProvider ollama(SimulatedProvider... hosts) {
        OllamaProvider provider = new OllamaProvider(new OllamaSettings(
                Stream.of(hosts).map(SimulatedProvider::baseUrl).toList(),
                null,
                32_768,
                new CallLimit(4, 64, Duration.ofSeconds(30))));
        provider.look(probe);
        return provider;
    }

    private Expectations.Choice expected(Provider provider, Work work) {
        return expectations.choices(provider, MODEL, work).get(0);
    }

    private static Place at(SimulatedProvider host) {
        return new Place(MODEL, host.baseUrl());
    }

    private List<String> order(Provider provider) {
        return expectations.choices(provider, MODEL, THOUSAND).stream()
                .map(choice -> choice.place().baseUrl())
                .toList();
    }

    private void ended(Place place, Side side, Usage usage, Duration firstToken, Observed observed) {
        AttemptRecordDraft draft = new AttemptRecordDraft(place, side);
        draft.usage = usage;
        draft.firstToken = firstToken;
        draft.observed = observed;
        speeds.ended(draft.record());
    }

    private void learn(SimulatedProvider host, Timing timing, Usage usage, long totalMillis) {
        Duration total = Duration.ofMillis(totalMillis);
        ended(at(host), Side.LOCAL, usage, total, Observed.of(timing, usage, total, total, 0, -1));
    }

    /** 2 ms a token of the prompt, 40 ms a token of the answer. */
    private static Timing timing(long loadMillis, long cachedTokens) {
        return new Timing(
                loadMillis * 1_000_000, 1_000, cachedTokens, (1_000 - cachedTokens) * 2_000_000, 100, 4_000_000_000L);
    }

    @Test
    void aUsualSpeedIsAssumedBeforeTheFirstAnswer() {
        Expectations.Choice expected = expected(ollama(first), THOUSAND);

        // 44 ms for each token written.
        double readMillis = 1_000 * expected.speed().readMillisPerToken();
        assertThat(expected.waitMillis()).isEqualTo(readMillis);
        assertThat(expected.outputTokens()).isEqualTo(300);
        assertThat(expected.answerMillis()).isCloseTo(readMillis + 300 * 44.04, within(10.0));
        assertThat(expected.isMeasured()).isFalse();
    }

    @Test
    void aColdModelsWaitIncludesItsLoad() {
        OllamaProvider provider = ollama(first.cold());

        assertThat(provider.state("llama3.2:1b").loaded()).isFalse();
        assertThat(expected(provider, Work.NONE).waitMillis()).isCloseTo(1_000 + 2_642, within(5.0));

        speeds.loaded(at(first), 9_000);
        assertThat(expected(provider, Work.NONE).waitMillis()).isEqualTo(9_000);
    }

    @Test
    void theNextAnswerIsForecastFromTheOnesBefore() {
        learn(first, timing(0, 0), Usage.of(1_000, 100), 6_000);

        Expectations.Choice expected = expected(ollama(first), new Work(500, 0, false));
        assertThat(expected.waitMillis()).isEqualTo(1_000);
        assertThat(expected.answerMillis()).isEqualTo(1_000 + 100 * 40);
    }

    @Test
    void theClientsLimitBoundsTheAnswer() {
        learn(first, timing(0, 0), Usage.of(1_000, 100), 6_000);

        assertThat(expected(ollama(first), new Work(500, 10, false)).answerMillis())
                .isEqualTo(1_000 + 10 * 40);
        assertThat(expected(ollama(first), new Work(500, 4_000, false)).outputTokens())
                .isEqualTo(100);
    }

    @Test
    void aConversationIsReadAsFarAsItIsNew() {
        learn(first, timing(0, 900), Usage.of(1_000, 100), 6_000);

        assertThat(expected(ollama(first), new Work(1_000, 0, false)).waitMillis())
                .isEqualTo(2_000);
        assertThat(expected(ollama(first), new Work(1_000, 0, true)).waitMillis())
                .isCloseTo(200, within(0.1));
    }

    @Test
    void runningCallsAreWaitedForAndHostsTakeTurns() {
        OllamaProvider provider = ollama(first, second);
        learn(first, timing(0, 0), Usage.of(1_000, 100), 8_000);
        learn(second, timing(0, 0), Usage.of(1_000, 100), 8_000);
        assertThat(order(provider)).containsExactly(first.baseUrl(), second.baseUrl());

        Turn turn = enter(provider, first);
        assertThat(order(provider)).containsExactly(second.baseUrl(), first.baseUrl());
        enter(provider, second);
        assertThat(expected(provider, Work.NONE).waitMillis())
                .as("2 s to read, 4 s to write")
                .isEqualTo(6_000);

        turn.leave(Turn.Ending.ANSWERED);
        assertThat(order(provider)).containsExactly(first.baseUrl(), second.baseUrl());
        assertThat(expected(provider, Work.NONE).waitMillis()).isZero();
    }

    private Turn enter(OllamaProvider provider, SimulatedProvider host) {
        Target target = new Target(provider, at(host));
        return inFlight.enter(target, expectations.service(target, THOUSAND), new Cancellation(), 1);
    }

    @Test
    void theHostThatHasTheModelInMemoryIsAskedFirst() {
        assertThat(order(ollama(first.cold(), second))).containsExactly(second.baseUrl(), first.baseUrl());
    }

    @Test
    void aHostWithoutTheModelIsNotAskedAndOneThatIsDownComesLast() {
        SimulatedProvider without = SimulatedProvider.ollama().withModels("other:1b");
        SimulatedProvider gone = SimulatedProvider.ollama();
        String goneUrl = gone.baseUrl();
        gone.close();
        OllamaProvider provider = new OllamaProvider(new OllamaSettings(
                List.of(goneUrl, without.baseUrl(), first.baseUrl()),
                null,
                32_768,
                new CallLimit(4, 64, Duration.ofSeconds(30))));
        provider.look(probe);

        assertThat(order(provider)).containsExactly(first.baseUrl(), goneUrl);
        assertThat(provider.state("llama3.2:1b").available()).isTrue();
        without.close();
    }

    @Test
    void aModelInTheCloudBeginsAfterItsUsualTime() {
        Provider openai = new OpenAiProvider(
                new Endpoint("openai", Side.CLOUD, "http://localhost:1/v1", null, false, "no setting"));
        ModelName model = new ModelName("openai", "gpt-4o-mini");

        Expectations.Choice assumed =
                expectations.choices(openai, model, THOUSAND).get(0);
        assertThat(assumed.waitMillis()).isEqualTo(1_000);
        assertThat(assumed.answerMillis()).isCloseTo(6_000, within(0.1));

        Duration total = Duration.ofMillis(2_400);
        Duration firstToken = Duration.ofMillis(400);
        Usage usage = Usage.of(50, 100);
        ended(
                new Place(model, "http://localhost:1/v1"),
                Side.CLOUD,
                usage,
                firstToken,
                Observed.of(null, usage, total, firstToken, 2_000_000_000, -1));
        Expectations.Choice seen = expectations.choices(openai, model, THOUSAND).get(0);
        assertThat(seen.waitMillis()).isEqualTo(400);
        assertThat(seen.answerMillis()).isEqualTo(2_400);
    }
}
