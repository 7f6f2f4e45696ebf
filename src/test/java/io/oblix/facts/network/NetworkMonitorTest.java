package io.oblix.facts.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.facts.network.NetworkFacts.ConnectionTarget;
import io.oblix.facts.network.NetworkFacts.State;
import io.oblix.settings.NetworkSettings;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NetworkMonitorTest {

    private long nowNanos = TimeUnit.DAYS.toNanos(1);
    private final NetworkMonitor monitor = new NetworkMonitor(
            new NetworkSettings(Duration.ofMillis(200), 10, 5, Duration.ofSeconds(30)), () -> nowNanos);

    private void answered(int times, long millis) {
        for (int i = 0; i < times; i++) {
            monitor.answered(Duration.ofMillis(millis));
        }
    }

    private void pass(long seconds) {
        nowNanos += TimeUnit.SECONDS.toNanos(seconds);
    }

    private State state() {
        return monitor.facts().state();
    }

    @Test
    void theNetworkIsOptimalBeforeTheFirstCheck() {
        assertThat(monitor.isReady()).isFalse();
        assertThat(state()).isEqualTo(State.OPTIMAL);
        assertThat(monitor.isCheckDue()).isTrue();
    }

    @Test
    void aFastEndpointIsOptimalAndASlowOneDegraded() {
        answered(10, 50);
        assertThat(state()).isEqualTo(State.OPTIMAL);
        assertThat(monitor.facts().connectionTarget()).isEqualTo(ConnectionTarget.CLOUD);

        answered(10, 600);
        assertThat(state()).isEqualTo(State.DEGRADED);
        assertThat(monitor.facts().connectionTarget()).isEqualTo(ConnectionTarget.HYBRID);
    }

    @Test
    void theLatencyOfTheFirstCheckIsIgnored() {
        answered(1, 3_000);

        assertThat(state()).isEqualTo(State.OPTIMAL);
    }

    @Test
    void oneSlowCheckDoesNotChangeTheStateButHurriesTheNextOnes() {
        answered(5, 50);
        assertThat(monitor.isCheckDue()).isTrue();

        answered(1, 5_000);
        assertThat(state()).isEqualTo(State.OPTIMAL);
        assertThat(monitor.facts().latencyMillis()).isEqualTo(50);
        pass(2);
        assertThat(monitor.isCheckDue()).isTrue();

        answered(1, 50);
        pass(2);
        assertThat(monitor.isCheckDue()).isFalse();
    }

    @Test
    void twoFailuresInARowDisconnectAndOneSuccessConnects() {
        answered(10, 50);
        monitor.unreachable();
        assertThat(state()).isEqualTo(State.OPTIMAL);
        assertThat(monitor.facts().packetLossPercent()).isEqualTo(10);

        monitor.unreachable();
        assertThat(state()).isEqualTo(State.DISCONNECTED);
        assertThat(monitor.facts().connectionTarget()).isEqualTo(ConnectionTarget.LOCAL);

        monitor.callAnswered();
        assertThat(state()).isEqualTo(State.DEGRADED);

        answered(9, 50);
        assertThat(state()).isEqualTo(State.OPTIMAL);
    }

    @Test
    void checksHurryWhileAFailureIsAmongTheRecentOutcomes() {
        answered(3, 50);
        assertThat(monitor.isCheckDue()).isTrue();
        pass(29);
        assertThat(monitor.isCheckDue()).isFalse();
        pass(1);
        assertThat(monitor.isCheckDue()).isTrue();

        monitor.unreachable();
        pass(1);
        assertThat(monitor.isCheckDue()).isFalse();
        pass(1);
        assertThat(monitor.isCheckDue()).isTrue();

        answered(9, 50);
        pass(2);
        assertThat(monitor.isCheckDue()).isTrue();
        answered(1, 50);
        pass(2);
        assertThat(monitor.isCheckDue()).isFalse();
    }

    @Test
    void aCallThatFailsForAnUnknownReasonCausesAnImmediateCheck() {
        answered(3, 50);
        assertThat(monitor.isCheckDue()).isTrue();
        assertThat(monitor.isCheckDue()).isFalse();

        monitor.doubt();
        assertThat(state()).isEqualTo(State.OPTIMAL);
        assertThat(monitor.isCheckDue()).isTrue();
        assertThat(monitor.isCheckDue()).isFalse();
    }

    @Test
    void lowBandwidthIsDegradedUntilItRecoversOrExpires() {
        answered(3, 50);
        assertThat(monitor.facts().bandwidthMbps()).isEqualTo(-1);

        monitor.transferred(2);
        assertThat(monitor.facts().bandwidthMbps()).isEqualTo(2);
        assertThat(state()).isEqualTo(State.DEGRADED);

        monitor.transferred(40);
        assertThat(monitor.facts().bandwidthMbps()).isEqualTo(21);
        assertThat(state()).isEqualTo(State.OPTIMAL);

        monitor.transferred(0);
        monitor.transferred(0);
        monitor.transferred(0);
        assertThat(state()).isEqualTo(State.DEGRADED);
        pass(TimeUnit.MINUTES.toSeconds(11));
        answered(1, 50);
        assertThat(monitor.facts().bandwidthMbps()).isEqualTo(-1);
        assertThat(state()).isEqualTo(State.OPTIMAL);
    }
}
