package io.oblix.ask.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.provider.ModelState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is assumed of a model before its first answer. */
class AssumedSpeedTest {

    private static Speed assumed(double gigabytes, boolean onGpu, int cores) {
        return new AssumedSpeed(cores)
                .of(ModelState.ready(8_192).installed(true, onGpu, (long) (gigabytes * 1e9)), false);
    }

    /** Within a factor of three of what such models do on such machines. */
    @ParameterizedTest
    @CsvSource({
        // GB, on a card, cores: tokens a second read and written
        "0.098, false, 2, 150, 60",
        "1.3, false, 8, 150, 25",
        "4.7, false, 8, 35, 8",
        "4.7, true, 8, 2500, 80",
        "20, true, 8, 700, 20"
    })
    void itFollowsFromTheSizeAndTheMachine(double gigabytes, boolean onGpu, int cores, double read, double write) {
        Speed speed = assumed(gigabytes, onGpu, cores);

        assertThat(speed.readTokensPerSecond()).isBetween(read / 3, read * 3);
        assertThat(speed.writeTokensPerSecond()).isBetween(write / 3, write * 3);
    }

    @Test
    void aModelOfUnknownSizeIsTakenForOneOfFourGigabytes() {
        assertThat(assumed(0, false, 8)).isEqualTo(assumed(4, false, 8));
    }

    @Test
    void nothingIsUnknown() {
        for (boolean elsewhere : new boolean[] {true, false}) {
            Speed speed = Speed.UNKNOWN.or(new AssumedSpeed(1).of(ModelState.ready(8_192), elsewhere));

            assertThat(speed.writeMillisPerToken()).isPositive();
            assertThat(speed.answerTokens()).isPositive();
            assertThat(Math.max(speed.readMillisPerToken(), speed.firstTokenMillis()))
                    .isPositive();
        }
    }

    @Test
    void loadingTakesLongerForALargerModel() {
        assertThat(assumed(20, true, 8).loadMillis())
                .isGreaterThan(2 * assumed(4, true, 8).loadMillis());
    }

    @Test
    void whatWasLearnedComesFirst() {
        Speed learned = new Speed(70, -1, 0.5, 12, -1, 90, 1);
        Speed known = learned.or(assumed(1.3, false, 8));

        assertThat(known.firstTokenMillis()).isEqualTo(70);
        assertThat(known.writeMillisPerToken()).isEqualTo(12);
        assertThat(known.answerTokens()).isEqualTo(90);
        assertThat(known.silences()).isEqualTo(1);
        assertThat(known.readMillisPerToken()).isPositive();
        assertThat(known.loadMillis()).isPositive();
    }
}
