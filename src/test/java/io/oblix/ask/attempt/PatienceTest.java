package io.oblix.ask.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.AnswerEvent;
import io.oblix.fixture.Await;
import io.oblix.settings.Timeouts;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long a first token is waited for: a minute, for an answer in one piece five, ten for a request in all. */
class PatienceTest {

    private static final Timeouts TIMEOUTS = timeouts(Duration.ofSeconds(60));
    private static final long TEN_MINUTES = TimeUnit.MINUTES.toNanos(10);

    private static Timeouts timeouts(Duration firstToken) {
        return new Timeouts(
                Duration.ofSeconds(5),
                firstToken,
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                Duration.ofMinutes(10));
    }

    private static Patience patience(Reading reading, boolean slow, boolean whole, boolean last) {
        return new Patience(TIMEOUTS, reading, slow, whole, last, System.nanoTime() + TEN_MINUTES);
    }

    private static long seconds(Patience patience) {
        return Math.round(patience.nanos() / 1e9);
    }

    @ParameterizedTest
    @CsvSource({
        // before it, tokens, to read, slow to begin, whole, last: seconds
        "0, 0, 0, false, false, false, 60",
        "0, 0, 0, false, false, true, 60",
        "0, 0, 0, true, false, false, 300",
        "0, 2000, 20, false, false, false, 120",
        "0, 2000, 20, true, false, false, 360",
        "0, 2000, 20, false, true, false, 360",
        "10, 2000, 20, false, false, false, 150",
        "10, 0, 0, false, false, false, 90",
        "10, 0, 0, false, false, true, 90",
        // With nothing else to ask there is no hurry, and the request's own time is always the limit.
        "0, 2000, 20, false, false, true, 600",
        "0, 2000, 20, false, true, true, 600",
        // What would be asked next gets its time too.
        "0, 60000, 900, false, false, false, 360",
        "9000, 0, 0, false, false, false, 360"
    })
    void itGrowsWithWhatTheHostHasToDo(
            long queueSeconds, int tokens, long readSeconds, boolean slow, boolean whole, boolean last, long seconds) {
        Reading reading = new Reading(queueSeconds * 1_000, tokens, readSeconds * 1_000, true, 0);

        assertThat(seconds(patience(reading, slow, whole, last))).isEqualTo(seconds);
    }

    @Test
    void theMessageNamesTheTimeThatWasWaited() {
        assertThat(patience(new Reading(0, 2_000, 20_000, true, 0), false, false, false)
                        .get())
                .isEqualTo("did not begin to answer within 120 s");
    }

    @Test
    void itIsOrdinaryAgainAfterTheFirstToken() {
        Patience patience = patience(new Reading(0, 2_000, 20_000, true, 0), false, false, false);
        patience.spoken(new AnswerEvent.Text("Hello"));

        assertThat(seconds(patience)).isEqualTo(30);
    }

    @Test
    void aHostThatMayStillBeReadingIsExcused() {
        assertThat(patience(Reading.NONE, false, false, false).isExcused())
                .as("nothing to read")
                .isFalse();
        assertThat(patience(new Reading(0, 2_000, 1, false, 1), false, false, false)
                        .isExcused())
                .as("it may be slow for a while")
                .isTrue();
        assertThat(patience(new Reading(1, 2_000, 1, true, 4), false, false, false)
                        .isExcused())
                .as("it had other calls to answer")
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0, true, 2", "0, false, 2", "1, true, 5", "1, false, 5"})
    void aHostThatIsAlwaysSilentIsNotExcusedForEver(long queueMillis, boolean learned, int silences) {
        assertThat(patience(new Reading(queueMillis, 2_000, 1, learned, silences), false, false, false)
                        .isExcused())
                .isFalse();
    }

    @Test
    void aLongWaitCountsForTheBreakerInProportionToWhatItMayTake() {
        Patience patience = patience(new Reading(0, 2_000, 20_000, true, 0), false, false, false);
        Await.until("some time has passed", () -> patience.elapsed().toMillis() >= 20);

        assertThat(patience.waitedNanos()).isLessThan(patience.elapsed().toNanos() * 6 / 10);
    }
}
