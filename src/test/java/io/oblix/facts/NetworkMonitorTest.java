package io.oblix.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.facts.NetworkFacts.ConnectionTarget;
import io.oblix.facts.NetworkFacts.State;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NetworkMonitorTest {

    private final NetworkMonitor monitor =
            new NetworkMonitor(new NetworkSettings(Duration.ofMillis(200), 10, 5, Duration.ofSeconds(30)));

    private void answered(int times, long millis) {
        for (int i = 0; i < times; i++) {
            monitor.answered(Duration.ofMillis(millis));
        }
    }

    @Test
    void nothingIsHeldAgainstTheLineBeforeTheFirstCheck() {
        assertThat(monitor.isReady()).isFalse();
        assertThat(monitor.facts().state()).isEqualTo(State.OPTIMAL);
    }

    @Test
    void aQuickEndpointIsOptimalAndASlowOneDegraded() {
        answered(10, 50);
        assertThat(monitor.facts().state()).isEqualTo(State.OPTIMAL);
        assertThat(monitor.facts().connectionTarget()).isEqualTo(ConnectionTarget.CLOUD);

        answered(10, 600);
        assertThat(monitor.facts().state()).isEqualTo(State.DEGRADED);
        assertThat(monitor.facts().connectionTarget()).isEqualTo(ConnectionTarget.HYBRID);
    }

    @Test
    void theFirstCheckOfASlowStartSaysNothingOfTheLine() {
        answered(1, 3_000);

        assertThat(monitor.facts().state()).isEqualTo(State.OPTIMAL);
    }

    @Test
    void twoFailuresInARowDisconnectAndOneSuccessConnects() {
        answered(10, 50);
        monitor.unreachable();
        assertThat(monitor.facts().state()).isEqualTo(State.OPTIMAL);
        assertThat(monitor.facts().packetLossPercent()).isEqualTo(10);

        monitor.unreachable();
        assertThat(monitor.facts().state()).isEqualTo(State.DISCONNECTED);
        assertThat(monitor.facts().connectionTarget()).isEqualTo(ConnectionTarget.LOCAL);

        monitor.callAnswered();
        assertThat(monitor.facts().state()).isEqualTo(State.DEGRADED);
    }

    @Test
    void afterAFailureTheNextCheckComesSooner() {
        answered(2, 50);
        assertThat(monitor.isCheckDue(at(0))).isTrue();
        assertThat(monitor.isCheckDue(at(29))).isFalse();
        assertThat(monitor.isCheckDue(at(30))).isTrue();

        monitor.unreachable();
        assertThat(monitor.isCheckDue(at(31))).isFalse();
        assertThat(monitor.isCheckDue(at(32))).isTrue();
    }

    private static long at(long seconds) {
        return TimeUnit.SECONDS.toNanos(1_000 + seconds);
    }
}
