package io.oblix.ask.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.oblix.ask.judge.Ranks.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RanksTest {

    private final Ranks ranks = new Ranks();

    private void take(int count, double value) {
        for (int i = 0; i < count; i++) {
            ranks.place(value, 0);
        }
    }

    @Test
    void aFirstValueIsPlacedByWhatModelsAreExpectedToDo() {
        assertThat(new Ranks().place(-5, 0).rank()).isZero();
        assertThat(new Ranks().place(-0.28, 0).rank()).isEqualTo(0.5, within(0.001));
        assertThat(new Ranks().place(0, 0).rank()).isEqualTo(1);
        assertThat(new Ranks().place(-0.3, 0).rank())
                .isLessThan(new Ranks().place(-0.2, 0).rank());
    }

    /** Of models of a few billion parameters; the curve of one of a hundred million would find none of them. */
    @Test
    void theLeastConfidentAnswersOfAUsualModelAreFoundFromItsFirstOnesOn() {
        Random random = new Random(7);
        int least = 0;
        int found = 0;
        for (int model = 0; model < 100; model++) {
            Ranks own = new Ranks();
            for (int i = 0; i < Ranks.ENOUGH; i++) {
                boolean unsure = random.nextInt(10) == 0;
                double value = unsure ? -0.7 - 0.3 * random.nextDouble() : -0.05 - 0.55 * random.nextDouble();
                boolean isLeast = own.place(value, 0.1).isLeast();
                least += isLeast ? 1 : 0;
                found += isLeast && unsure ? 1 : 0;
            }
        }
        assertThat(least / 5_000.0).isBetween(0.05, 0.15);
        assertThat(found / 500.0).isGreaterThan(0.5);
    }

    @Test
    void afterFiftyOnlyTheModelsOwnValuesCount() {
        take(25, -3);
        take(25, -2);

        assertThat(ranks.place(-2.5, 0).rank()).isEqualTo(0.5);
        assertThat(ranks.place(-9, 0).rank()).isZero();
        assertThat(ranks.place(-1, 0).rank()).isEqualTo(1);
    }

    @Test
    void valuesThatAreAllAlikeAreInTheMiddle() {
        take(60, -0.001);

        Place place = ranks.place(-0.001, 0.4);

        assertThat(place.rank()).isEqualTo(0.5);
        assertThat(place.isLeast()).isFalse();
    }

    @Test
    void whatFellOutOfTheWindowNoLongerCounts() {
        take(Ranks.WINDOW, -9);
        take(Ranks.WINDOW, -1);

        assertThat(ranks.place(-5, 0).rank()).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.1, 0.3, 0.5})
    void aboutTheShareAskedForIsFoundWhateverTheModelsScale(double share) {
        for (double scale : new double[] {0.001, 0.5, 8}) {
            Ranks own = new Ranks();
            Random random = new Random(7);
            int least = 0;
            for (int i = 0; i < 2_000; i++) {
                least += own.place(-scale * random.nextDouble(), share).isLeast() ? 1 : 0;
            }
            assertThat(least / 2_000.0).as("scale " + scale).isEqualTo(share, within(0.03));
        }
    }

    /** The curve of small models would take all of them for doubtful. */
    @Test
    void aModelThatIsNeverSureLosesFewOfItsFirstAnswers() {
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < Ranks.ENOUGH; i++) {
            places.add(ranks.place(-6, 0.1));
        }

        assertThat(places.stream().filter(Place::isLeast).count()).isBetween(1L, 10L);
    }

    @Test
    void allBelongToAShareOfOneAndNoneToAShareOfZero() {
        for (int i = 0; i < 100; i++) {
            assertThat(ranks.place(-0.0001 * i, 1).isLeast()).isTrue();
            assertThat(ranks.place(-20, 0).isLeast()).isFalse();
        }
    }
}
