package io.oblix.ask.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.Bill;
import io.oblix.chat.Charge;
import io.oblix.chat.ModelName;
import io.oblix.chat.Side;
import io.oblix.chat.Usage;
import io.oblix.settings.Price;
import io.oblix.settings.Prices;
import java.util.List;
import org.junit.jupiter.api.Test;

class TariffTest {

    private static final ModelName LOCAL = new ModelName("ollama", "llama3.2:1b");
    private static final ModelName CLOUD = new ModelName("openai", "gpt-4o-mini");
    private static final ModelName DEARER = new ModelName("openai", "gpt-4o");
    private static final ModelName UNLISTED = new ModelName("openai", "made-up");
    private static final Usage USAGE = Usage.of(1_000, 100);

    private final Tariff tariff = new Tariff(
            new Prices(List.of(
                    Price.of("openai:gpt-4o-mini", 0.15, 0.60, 0.075), Price.of("openai:gpt-4o", 2.5, 10, 1.25))),
            CLOUD);

    private Charge charge(ModelName model, Side side) {
        return tariff.charge(model, side, USAGE, false, true);
    }

    @Test
    void aLocalAnswerCostsNothingAndSavesWhatTheCloudWouldHaveCost() {
        assertThat(charge(LOCAL, Side.LOCAL)).isEqualTo(new Charge(USAGE, 0, true, 210, false));
    }

    @Test
    void anAnswerOfTheConfiguredCloudModelSavesNothing() {
        assertThat(charge(CLOUD, Side.CLOUD)).isEqualTo(new Charge(USAGE, 210, true, 0, false));
    }

    @Test
    void aDearerModelThatTheClientNamedSavesLessThanNothing() {
        assertThat(charge(DEARER, Side.CLOUD)).isEqualTo(new Charge(USAGE, 3_500, true, -3_290, false));
    }

    @Test
    void aCloudModelWithoutAPriceIsMarkedAndSavesNothing() {
        assertThat(charge(UNLISTED, Side.CLOUD)).isEqualTo(new Charge(USAGE, 0, false, 0, false));
    }

    @Test
    void withoutACloudModelThereIsNothingToCompareWith() {
        Tariff alone = new Tariff(tariff.prices(), null);

        assertThat(alone.charge(LOCAL, Side.LOCAL, USAGE, false, true).savedMicroUsd())
                .isZero();
    }

    @Test
    void vectorsAreNotComparedWithAModelThatMakesNone() {
        assertThat(tariff.charge(LOCAL, Side.LOCAL, USAGE, false, false).savedMicroUsd())
                .isZero();
    }

    @Test
    void aDiscardedLocalAnswerBeforeOneOfTheCloudSavesNothing() {
        Bill bill = new Bill();
        bill.add(tariff.charge(LOCAL, Side.LOCAL, USAGE, true, true));
        bill.add(charge(CLOUD, Side.CLOUD));

        assertThat(bill.sums().savedMicroUsd()).isZero();
        assertThat(bill.sums().microUsd()).isEqualTo(210);
        assertThat(bill.sums().wastedTokens()).isEqualTo(1_100);
        assertThat(bill.sums().delivered()).isEqualTo(USAGE);
    }

    @Test
    void whatACallInVainCostIsTakenOffWhatTheLocalAnswerSaved() {
        Bill bill = new Bill();
        bill.add(tariff.charge(CLOUD, Side.CLOUD, Usage.of(1_000, 0), true, true));
        bill.add(charge(LOCAL, Side.LOCAL));

        assertThat(bill.sums().savedMicroUsd()).isEqualTo(210 - 150);
    }

    @Test
    void aCallThatBilledNothingWastesNothing() {
        Charge refused = tariff.charge(CLOUD, Side.CLOUD, Usage.NONE, true, true);

        assertThat(refused).isEqualTo(new Charge(Usage.NONE, 0, true, 0, false));
    }
}
