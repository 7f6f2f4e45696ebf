package io.oblix.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BandwidthTest {

    @Test
    void aLargeRequestShowsTheBandwidth() {
        int bytes = 1024 * 1024;

        assertThat(Bandwidth.mbps(bytes, TimeUnit.SECONDS.toNanos(1))).isCloseTo(7.3, within(0.1));
        assertThat(Bandwidth.mbps(bytes, TimeUnit.MILLISECONDS.toNanos(100))).isCloseTo(73.4, within(0.1));
    }

    @Test
    void aSmallRequestShowsNothingAndABandwidthIsNeverInfinite() {
        assertThat(Bandwidth.mbps(100_000, TimeUnit.SECONDS.toNanos(10))).isEqualTo(-1);
        assertThat(Bandwidth.mbps(1024 * 1024, 0)).isFinite();
    }
}
