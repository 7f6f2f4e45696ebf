package io.oblix.ask.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.oblix.chat.ModelName;
import io.oblix.chat.Place;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How long a model that could not be loaded is not tried again. */
class LoadPausesTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final LoadPauses pauses = new LoadPauses(now::get);

    @Test
    void pausesGrowToTenMinutes() {
        for (int seconds : new int[] {30, 60, 120, 240, 480, 600, 600}) {
            assertThat(pauses.failed(place("m"))).isEqualTo(Duration.ofSeconds(seconds));
            now.addAndGet(Duration.ofSeconds(seconds).toNanos() - 1);
            assertThat(pauses.isPaused(place("m"))).isTrue();
            assertThat(pauses.isPaused(place("another"))).isFalse();
            now.addAndGet(1);
            assertThat(pauses.isPaused(place("m"))).isFalse();
        }
    }

    @Test
    void aSuccessfulLoadEndsThem() {
        pauses.failed(place("m"));
        pauses.failed(place("m"));
        pauses.loaded(place("m"));

        assertThat(pauses.isPaused(place("m"))).isFalse();
        assertThat(pauses.failed(place("m"))).hasSeconds(30);
    }

    @Test
    void aFloodOfNamesIsForgottenDownToABound() {
        for (int i = 0; i < 10_000; i++) {
            pauses.failed(place("m" + i));
        }

        assertThat(IntStream.range(0, 10_000).filter(i -> pauses.isPaused(place("m" + i))))
                .hasSizeLessThanOrEqualTo(LoadPauses.MAX_PLACES);
    }

    @Test
    void aPlaceThatIsAskedForOftenIsRememberedThroughAFloodOfNames() {
        pauses.failed(place("often"));
        for (int i = 0; i < 10_000; i++) {
            pauses.failed(place("m" + i));
            assertThat(pauses.isPaused(place("often"))).isTrue();
        }
    }

    private static Place place(String model) {
        return new Place(new ModelName("ollama", model), "http://localhost:11434");
    }
}
