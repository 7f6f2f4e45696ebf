package io.oblix.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oblix.chat.Side;
import io.oblix.facts.Facts;
import io.oblix.policy.file.Situations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HedgeDelayTest {

    private static final Facts WHOLE = Situations.given("OblixRequest.streaming", "false");

    @ParameterizedTest
    @CsvSource({
        "3s, 1000, 3000",
        "3x, 1000, 3000",
        "2.5x, 4000, 10000",
        "3x, 20, 2000",
        "1x, 0, 2000",
        "100ms, 9000, 100"
    })
    void aMultipleIsOfTheExpectedWaitAndAtLeastTwoSeconds(String hedge, String waitMillis, long millis) {
        Facts facts = Situations.given("OblixLocal.waitMillis", waitMillis, "OblixRequest.streaming", "true");

        assertThat(HedgeDelay.parse(hedge).of(Side.LOCAL, facts)).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void theWaitIsThatOfTheTarget() {
        Facts facts = Situations.given("OblixLocal.waitMillis", "1000", "OblixCloud.waitMillis", "5000");

        assertThat(HedgeDelay.parse("3x").of(Side.CLOUD, facts)).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void aWholeAnswerIsHedgedByATimeOnly() {
        assertThat(HedgeDelay.parse("3x").of(Side.LOCAL, WHOLE)).isNull();
        assertThat(HedgeDelay.parse("3s").of(Side.LOCAL, WHOLE)).isEqualTo(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"never", "", "x", "0x", "0.5x", "101x", "-3x", "3 x", "0s", "2h", "3"})
    void anythingElseIsRefused(String hedge) {
        assertThatThrownBy(() -> HedgeDelay.parse(hedge))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hedge=" + hedge + " is neither a duration");
    }

    @Test
    void aDecisionWithoutAFallbackOrForLocalOnlyIsNotHedged() {
        Takeover hedged = Takeover.parse("0", "3s");

        assertThat(decision(Side.CLOUD, false, hedged).hedgeAfter(WHOLE)).isEqualTo(Duration.ofSeconds(3));
        assertThat(decision(null, false, hedged).hedgeAfter(WHOLE)).isNull();
        assertThat(decision(Side.CLOUD, true, hedged).hedgeAfter(WHOLE)).isNull();
        assertThat(decision(Side.CLOUD, false, Takeover.NEVER).hedgeAfter(WHOLE))
                .isNull();
    }

    private static Decision decision(@Nullable Side fallback, boolean localOnly, Takeover takeover) {
        return new Decision("auto", "a rule", Side.LOCAL, fallback, null, "a-reason", localOnly, false, takeover);
    }
}
