package io.oblix.policy.file;

import static io.oblix.policy.file.Situations.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.facts.Facts;
import io.oblix.facts.machine.MachineFacts;
import io.oblix.facts.network.NetworkFacts;
import org.junit.jupiter.api.Test;

/** What follows from a figure that an example gives follows as on a real server. */
class SituationTest {

    @Test
    void anExampleThatGivesNothingIsAnOrdinaryMoment() {
        assertThat(given()).isEqualTo(Situations.ORDINARY);
    }

    @Test
    void figuresOfTheMachineMakeItsState() {
        assertThat(given("OblixMachine.cpuPercent", "95").machine().state()).isEqualTo(MachineFacts.State.CONSTRAINED);

        Facts critical = given("OblixMachine.cpuPercent", "95", "OblixMachine.memoryPercent", "95");
        assertThat(critical.machine().state()).isEqualTo(MachineFacts.State.CRITICAL);
        assertThat(critical.machine().executionTarget()).isEqualTo(MachineFacts.ExecutionTarget.CLOUD);
    }

    @Test
    void figuresOfTheLineMakeItsState() {
        assertThat(given("OblixNetwork.latencyMillis", "900").network().state()).isEqualTo(NetworkFacts.State.DEGRADED);

        Facts gone = given("OblixNetwork.packetLossPercent", "100");
        assertThat(gone.network().state()).isEqualTo(NetworkFacts.State.DISCONNECTED);
        assertThat(gone.network().connectionTarget()).isEqualTo(NetworkFacts.ConnectionTarget.LOCAL);
    }

    @Test
    void aGivenStateStandsWhateverTheFigures() {
        assertThat(given("OblixMachine.cpuPercent", "95", "OblixMachine.state", "AVAILABLE")
                        .machine()
                        .state())
                .isEqualTo(MachineFacts.State.AVAILABLE);
    }

    @Test
    void aPromptNeedsRoomForItsAnswerToo() {
        assertThat(given("OblixRequest.promptTokens", "1000", "OblixRequest.maxOutputTokens", "500")
                        .request()
                        .neededTokens())
                .isEqualTo(1_500);
    }

    @Test
    void valuesOfEveryTypeAreRead() {
        Facts facts = given(
                "OblixRequest.model", "5",
                "OblixRequest.turns", "7",
                "OblixLocal.waitMillis", "1e3",
                "OblixLocal.vision", "true",
                "OblixCloud.estimatedCostUsd", "0.5");

        assertThat(facts.request().model()).isEqualTo("5");
        assertThat(facts.request().turns()).isEqualTo(7);
        assertThat(facts.local().waitMillis()).isEqualTo(1_000);
        assertThat(facts.local().vision()).isTrue();
        assertThat(facts.cloud().estimatedCostUsd()).isEqualTo(0.5);
    }
}
