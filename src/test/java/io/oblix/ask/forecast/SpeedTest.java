package io.oblix.ask.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.oblix.ask.attempt.AttemptRecordDraft;
import io.oblix.ask.attempt.Observed;
import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import io.oblix.chat.Side;
import io.oblix.chat.Usage;
import io.oblix.problem.ClientDisconnected;
import io.oblix.problem.Problem;
import io.oblix.provider.Timing;
import java.time.Duration;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What calls show of a model, and what is remembered of it. */
class SpeedTest {

    private static final String HOST = "http://localhost:11434";
    private static final Place PLACE = new Place(new ModelName("ollama", "llama3.2:1b"), HOST);
    private static final long SECOND = 1_000_000_000L;

    private final Speeds speeds = new Speeds();

    private static Observed pieces(Usage usage, long totalMillis, long firstMillis, long waitedMillis) {
        return Observed.of(
                null,
                usage,
                Duration.ofMillis(totalMillis),
                Duration.ofMillis(firstMillis),
                waitedMillis * 1_000_000,
                -1);
    }

    private static Observed timed(Timing timing) {
        return Observed.of(timing, Usage.NONE, Duration.ofSeconds(9), Duration.ofSeconds(1), 0, -1);
    }

    private static Place place(String model) {
        return new Place(new ModelName("openai", model), HOST);
    }

    private void answered(Place place, Observed observed, Usage usage, @Nullable Problem problem) {
        AttemptRecordDraft draft = new AttemptRecordDraft(place, Side.LOCAL);
        draft.usage = usage;
        draft.duration = Duration.ofSeconds(4);
        draft.firstToken = Duration.ofSeconds(1);
        draft.observed = observed;
        draft.problem = problem;
        speeds.ended(draft.record());
    }

    @Test
    void aModelsOwnClockShowsReadingWritingAndLoading() {
        Observed seen = timed(new Timing(3 * SECOND, 1_000, 200, 2 * SECOND, 100, 5 * SECOND));

        assertThat(seen.readMillisPerToken()).isEqualTo(2.5);
        assertThat(seen.cachedShare()).isEqualTo(0.2);
        assertThat(seen.writeMillisPerToken()).isEqualTo(50);
        assertThat(seen.loadMillis()).isEqualTo(3_000);
        assertThat(seen.firstTokenMillis()).isEqualTo(1_000);
    }

    @Test
    void aFewTokensAndAModelInMemoryShowNothing() {
        Observed seen = timed(new Timing(SECOND / 100, 1_000, 995, SECOND / 10, 3, SECOND));

        assertThat(seen.readMillisPerToken()).isEqualTo(-1);
        assertThat(seen.writeMillisPerToken()).isEqualTo(-1);
        assertThat(seen.loadMillis()).isEqualTo(-1);
    }

    @Test
    void piecesShowHowFastItWrites() {
        Observed seen = pieces(new Usage(10, 120, 0, 0, 20), 2_500, 500, 1_900);

        assertThat(seen.firstTokenMillis()).isEqualTo(500);
        assertThat(seen.writeMillisPerToken()).isEqualTo(20);
        assertThat(seen.readMillisPerToken()).isEqualTo(-1);
    }

    @Test
    void aSlowClientIsNotTakenForASlowModel() {
        assertThat(pieces(Usage.of(10, 100), 60_500, 500, 2_000).writeMillisPerToken())
                .isEqualTo(-1);
    }

    @Test
    void anAnswerInOnePieceShowsTheSpeedOnlyWhenItIsLong() {
        assertThat(Observed.of(null, Usage.of(10, 400), Duration.ofSeconds(8), null, 0, -1)
                        .writeMillisPerToken())
                .isEqualTo(20);
        assertThat(Observed.of(null, Usage.of(10, 50), Duration.ofSeconds(8), null, 0, -1)
                        .writeMillisPerToken())
                .isEqualTo(-1);
    }

    @Test
    void theNewestAnswersCountMost() {
        answered(PLACE, pieces(Usage.of(10, 100), 1_200, 200, 1_000), Usage.of(10, 100), null);
        assertThat(speeds.of(PLACE).writeTokensPerSecond()).isCloseTo(100, within(0.1));
        assertThat(speeds.of(PLACE).answerTokens()).isEqualTo(100);

        for (int i = 0; i < 20; i++) {
            answered(PLACE, pieces(Usage.of(10, 100), 5_200, 200, 5_000), Usage.of(10, 300), null);
        }
        assertThat(speeds.of(PLACE).writeTokensPerSecond()).isBetween(20.0, 20.5);
        assertThat(speeds.of(PLACE).answerTokens()).isBetween(295.0, 300.0);
        assertThat(speeds.of(PLACE).firstTokenMillis()).isCloseTo(200, within(0.1));
    }

    @Test
    void aFailedCallTeachesNothing() {
        answered(PLACE, Observed.incomplete(-1), Usage.NONE, new ClientDisconnected());

        assertThat(speeds.of(PLACE)).isEqualTo(Speed.UNKNOWN);
    }

    @Test
    void hostsHaveSpeedsOfTheirOwn() {
        speeds.loaded(PLACE, 2_000);

        assertThat(speeds.of(PLACE).loadMillis()).isEqualTo(2_000);
        assertThat(speeds.of(new Place(PLACE.model(), "http://other:11434"))).isEqualTo(Speed.UNKNOWN);
    }

    @Test
    void aModelThatIsUsedIsRememberedThroughAFloodOfNames() {
        answered(place("used"), Observed.incomplete(-1), Usage.of(1, 1), null);
        for (int i = 0; i < 10_000; i++) {
            answered(place("m" + i), Observed.incomplete(-1), Usage.of(1, 1), null);
            assertThat(speeds.of(place("used")).answerTokens()).isEqualTo(1);
        }

        assertThat(IntStream.range(0, 10_000)
                        .filter(i -> !speeds.of(place("m" + i)).equals(Speed.UNKNOWN)))
                .hasSizeLessThanOrEqualTo(200);
    }
}
