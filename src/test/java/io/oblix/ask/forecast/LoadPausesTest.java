package io.oblix.ask.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How long a model that cannot be loaded is left alone. */
class LoadPausesTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final LoadPauses<String> pauses = new LoadPauses<>(now::get);

    @Test
    void theyGrowToTenMinutes() {
        for (int seconds : new int[] {30, 60, 120, 240, 480, 600, 600}) {
            assertThat(pauses.failed("m at h")).isEqualTo(Duration.ofSeconds(seconds));
            now.addAndGet(Duration.ofSeconds(seconds).toNanos() - 1);
            assertThat(pauses.isPaused("m at h")).isTrue();
            assertThat(pauses.isPaused("m at another")).isFalse();
            now.addAndGet(1);
            assertThat(pauses.isPaused("m at h")).isFalse();
        }
    }

    @Test
    void aLoadEndsThem() {
        pauses.failed("m at h");
        pauses.failed("m at h");
        pauses.loaded("m at h");

        assertThat(pauses.isPaused("m at h")).isFalse();
        assertThat(pauses.failed("m at h")).hasSeconds(30);
    }

    @Test
    void theMostRecentAreRemembered() {
        for (int i = 0; i < 10_000; i++) {
            pauses.failed("m" + i);
        }
        assertThat(pauses.isPaused("m9999")).isTrue();
        assertThat(pauses.isPaused("m0")).isFalse();
    }
}
